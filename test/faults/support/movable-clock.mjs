// Loaded into a host before everything else (`node --import`): its wall clock is the machine's plus what the file
// OVEN_TEST_CLOCK says, in ms; timers go on by the machine's. So a test sets a running host's clock.
import { readFileSync } from 'node:fs'

const RealDate = Date
const realNow = Date.now
let offsetMs = 0
const read = () => {
  try {
    offsetMs = Number(readFileSync(process.env.OVEN_TEST_CLOCK, 'utf8')) || 0
  } catch {
    offsetMs = 0
  }
}
read()
setInterval(read, 20).unref()
globalThis.Date = class extends RealDate {
  constructor(...words) {
    if (words.length === 0) super(realNow() + offsetMs)
    else super(...words)
  }
  static now() {
    return realNow() + offsetMs
  }
}
