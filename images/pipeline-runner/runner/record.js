import { closeSync, openSync, writeSync } from 'node:fs'

/**
 * Records: one JSON document a line on the container's output, after U+001E. Their shapes stand in
 * core/records/record.ts. A record is one write of at most 4096 bytes, because only such writes to a pipe
 * are never torn while several processes write to it.
 */
export const RECORD_MARK = '\u001e'
export const RECORD_MAX_BYTES = 4096

/** Builds the bytes of one record; texts named in `cut` (in this order) are shortened until all fits. */
export function encodeRecord(fields, { cut = [], maxBytes = RECORD_MAX_BYTES, nonce = readNonce() } = {}) {
  const record = { v: 1, nonce, at: new Date().toISOString(), ...fields }
  for (const path of cut) shorten(record, path, maxBytes)
  return Buffer.from(line(record))
}

/** Writes one record to the container's output, wherever the calling program's own output goes. */
export function writeRecord(fields, options = {}) {
  const target = process.env.OVEN_RECORDS
  const bytes = encodeRecord(fields, options)
  if (!target) {
    writeWhole(1, bytes)
    return
  }
  const fd = openSync(target, 'a')
  try {
    writeWhole(fd, bytes)
  } finally {
    closeSync(fd)
  }
}

/** A record that may be longer than a pipe's atomic write: only while nothing else writes. */
export function writeLongRecord(fields) {
  writeRecord(fields, { maxBytes: Number.POSITIVE_INFINITY })
}

function readNonce() {
  return process.env.OVEN_NONCE ?? ''
}

function line(record) {
  return `${RECORD_MARK}${JSON.stringify(record)}\n`
}

function shorten(record, path, maxBytes) {
  const keys = path.split('.')
  const name = keys.pop()
  const owner = keys.reduce((value, key) => value?.[key], record)
  if (typeof owner?.[name] !== 'string') return
  if (Buffer.byteLength(line(record)) <= maxBytes) return
  const characters = Array.from(owner[name])
  let fits = 0
  let tooMany = characters.length
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    owner[name] = `${characters.slice(0, middle).join('')}…`
    if (Buffer.byteLength(line(record)) <= maxBytes) fits = middle
    else tooMany = middle
  }
  owner[name] = `${characters.slice(0, fits).join('')}…`
}

function writeWhole(fd, bytes) {
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
