import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, globSync } from 'node:fs'
import { join } from 'node:path'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, interleaved, median } from './measure.ts'

const LINE = 'a line of output, as programs write them, some sixty bytes long\n'
const LINES = Math.floor(1024 ** 3 / LINE.length)
const TAIL_BYTES = 65_536

/** A gibibyte of output: whole in the log, and the log opened at its end, beside `tail`. */
export const bigLog: Bench = {
  name: 'big-log',
  async run() {
    const image = await ensureTinyImage()
    const oven = await openTestOven()
    oven.add({ id: 'gibibyte', image, command: ['sh', '-c', `yes '${LINE.trimEnd()}' | head -n ${LINES}`] })
    const run = await oven.bake('gibibyte')
    const [file] = globSync(join(oven.home, 'logs/jobs/gibibyte/*.log'))
    if (!file || (await hashOfLines(file)) !== expectedHash()) throw new Error('the log is not whole')
    const { ours, tail } = await interleaved(15, {
      async ours() {
        const pieces = oven.services.history.logs(run.id, { from: -TAIL_BYTES, follow: false })
        for await (const { text } of pieces) if (text.length > 0) return
      },
      tail: () => void execFileSync('tail', ['-c', String(TAIL_BYTES), file], { maxBuffer: 1e6 }),
    })
    await oven.close()
    return [
      {
        what: 'a log of 1 GiB, opened at its end',
        ours: median(ours),
        reference: median(tail),
        referenceName: '`tail -c`',
        unit: 'ms',
        goal: '≤ 50 ms',
        note: 'every line of it there',
      },
    ]
  },
}

/** Of all but the oven's own lines. */
async function hashOfLines(file: string): Promise<string> {
  const hash = createHash('sha256')
  let rest = Buffer.alloc(0)
  for await (const piece of createReadStream(file, { highWaterMark: 4 * 1024 ** 2 })) {
    const bytes = Buffer.concat([rest, piece as Buffer])
    const end = bytes.lastIndexOf(0x0a) + 1
    for (const part of withoutNotes(bytes.subarray(0, end))) hash.update(part)
    rest = Buffer.from(bytes.subarray(end))
  }
  return hash.digest('hex')
}

function* withoutNotes(bytes: Buffer): Generator<Buffer> {
  let from = 0
  for (;;) {
    const note = bytes.indexOf('[oven] ', from)
    yield bytes.subarray(from, note === -1 ? bytes.length : note)
    if (note === -1) return
    from = bytes.indexOf(0x0a, note) + 1
  }
}

function expectedHash(): string {
  const hash = createHash('sha256')
  const block = Buffer.from(LINE.repeat(4096))
  for (let left = LINES; left > 0; left -= 4096) {
    hash.update(left >= 4096 ? block : block.subarray(0, left * LINE.length))
  }
  return hash.digest('hex')
}
