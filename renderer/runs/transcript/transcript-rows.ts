import type { TranscriptEntry } from '../../../contract/index.ts'

/** One row of the transcript: something said, or a tool call with what came of it. */
export interface TranscriptRowData {
  entry: TranscriptEntry
  /** Why the call failed, where it did. */
  failure: TranscriptEntry | null
  /** The stage is another one than in the row before. */
  isNewStage: boolean
}

/**
 * The entries as they are shown: of one stage or of all, a failed call together with its failure. A failure names no call,
 * so it belongs to the newest call of its stage that has none.
 */
export function transcriptRows(
  entries: readonly TranscriptEntry[],
  stage: string | null,
): TranscriptRowData[] {
  const rows: TranscriptRowData[] = []
  const openCalls = new Map<string | null, TranscriptRowData>()
  for (const entry of entries) {
    if (stage !== null && entry.stage !== stage) continue
    const call = openCalls.get(entry.stage)
    if (entry.kind === 'tool-error' && call) {
      call.failure = entry
      openCalls.delete(entry.stage)
      continue
    }
    const before = rows.at(-1)
    const isNewStage = entry.stage !== null && entry.stage !== before?.entry.stage
    const row = { entry, failure: null, isNewStage }
    rows.push(row)
    if (entry.kind === 'tool') openCalls.set(entry.stage, row)
  }
  return rows
}
