import { useEffect, useState, useSyncExternalStore } from 'react'
import type { TranscriptEntry } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { backOffMs } from '../../connection/back-off.ts'
import { TranscriptReader } from './transcript-reader.ts'

/** What the agents of a run said and did, live. */
export function useTranscript(runId: string): {
  entries: readonly TranscriptEntry[]
  reading: string
  error: unknown
} {
  const { client, connection } = useOven()
  const visible = useSyncExternalStore(connection.visible.subscribe, connection.visible.get)
  const [reader] = useState(
    () =>
      new TranscriptReader({
        read: (after, signal) => client.runs.transcript({ runId, after, follow: true }, { signal }),
        schedule: (work) => requestAnimationFrame(work),
        waitMs: backOffMs,
      }),
  )
  useEffect(() => (visible ? reader.start() : undefined), [reader, visible])
  return useSyncExternalStore(reader.subscribe, reader.getSnapshot)
}
