import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/** How far a log had come when a write to it was complete. Sizes and counts are bytes. */
export interface JournalEntry {
  /** Counts the entries, so that the newer of the two slots can be told. */
  generation: number
  logBytes: number
  transcriptBytes: number
  /** Sequence number of the next transcript entry. */
  nextSeq: number
  stdout: number
  stderr: number
}

export const noEntry: JournalEntry = {
  generation: 0,
  logBytes: 0,
  transcriptBytes: 0,
  nextSeq: 0,
  stdout: 0,
  stderr: 0,
}

/** An entry's length on disk. A journal is two of them, written in turn: one is whole whatever happens to the other. */
export const ENTRY_BYTES = 64
const MAGIC = 0x4a4c4f41
const CHECKED_BYTES = 60

/** Fills `slot` with an entry: little-endian, the numbers as doubles, a CRC-32 at the end. */
export function encodeEntry(entry: JournalEntry, slot: Buffer): Buffer {
  slot.fill(0)
  slot.writeUInt32LE(MAGIC, 0)
  slot.writeDoubleLE(entry.generation, 8)
  slot.writeDoubleLE(entry.logBytes, 16)
  slot.writeDoubleLE(entry.transcriptBytes, 24)
  slot.writeDoubleLE(entry.nextSeq, 32)
  slot.writeDoubleLE(entry.stdout, 40)
  slot.writeDoubleLE(entry.stderr, 48)
  slot.writeUInt32LE(crc32(slot.subarray(0, CHECKED_BYTES)), CHECKED_BYTES)
  return slot
}

/** Where in the journal an entry stands. */
export function slotOffset(generation: number): number {
  return (generation % 2) * ENTRY_BYTES
}

/**
 * The newest entry of a journal that is whole and does not claim more than the files hold, or `null`. The second can only
 * be after a power cut, when the disk had kept the journal's last entry but not yet the log's last bytes.
 */
export function readJournal(
  path: string,
  present: { logBytes: number; transcriptBytes: number },
): JournalEntry | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const entries = [decodeEntry(bytes.subarray(0, ENTRY_BYTES)), decodeEntry(bytes.subarray(ENTRY_BYTES))]
  return entries
    .filter((entry) => entry !== null)
    .filter((entry) => entry.logBytes <= present.logBytes && entry.transcriptBytes <= present.transcriptBytes)
    .reduce<JournalEntry | null>(
      (best, entry) => (best && best.generation > entry.generation ? best : entry),
      null,
    )
}

function decodeEntry(slot: Buffer): JournalEntry | null {
  if (slot.length < ENTRY_BYTES || slot.readUInt32LE(0) !== MAGIC) return null
  if (slot.readUInt32LE(CHECKED_BYTES) !== crc32(slot.subarray(0, CHECKED_BYTES))) return null
  return {
    generation: slot.readDoubleLE(8),
    logBytes: slot.readDoubleLE(16),
    transcriptBytes: slot.readDoubleLE(24),
    nextSeq: slot.readDoubleLE(32),
    stdout: slot.readDoubleLE(40),
    stderr: slot.readDoubleLE(48),
  }
}
