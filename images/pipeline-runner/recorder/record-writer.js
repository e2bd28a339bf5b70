import { openSync, writeSync } from 'node:fs'
import { encodeRecord } from '../runner/record.js'

/** Writes records past agent-pipeline, to the container's own output that `OVEN_RECORDS` leads to. */
export class RecordWriter {
  #nonce = process.env.OVEN_NONCE ?? ''
  #target = process.env.OVEN_RECORDS
  #fd = null

  /** One write of at most 4096 bytes, which a pipe takes whole or not at all. Blocks while nobody reads. */
  write(fields, cut) {
    if (!this.#target) return
    this.#fd ??= openSync(this.#target, 'a')
    writeSync(this.#fd, encodeRecord(fields, { cut, nonce: this.#nonce }))
  }
}
