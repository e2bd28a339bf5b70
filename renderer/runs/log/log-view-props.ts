import type { LogReader, LogSnapshot } from './log-reader.ts'
import type { LogQuery } from './log-searcher.ts'
import type { LogTarget } from './log-target.ts'

export interface LogViewProps {
  reader: LogReader
  snapshot: LogSnapshot
  following: boolean
  onFollow: (following: boolean) => void
  /** The run's container has begun: before that nothing can be printed. */
  begun: boolean
  /** What is marked in the lines. */
  query: LogQuery | null
  target: LogTarget | null
  /** Told the number of the lowest line in sight, as it is drawn. */
  onLastSeen: (line: number) => void
}
