import { join } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import { asPathPart } from './safe-name.ts'

/** Names a run's log. `queuedAt` is ISO 8601; it is part of the file's name. */
export interface LoggedRun {
  runId: string
  jobId: string
  queuedAt: string
}

export interface RunLogPaths {
  folder: string
  log: string
  transcript: string
  journal: string
}

/**
 * Where a run's files are: `jobs/<job>/<time>-<run>.log` below the folder of logs, with a time in UTC that sorts, such as
 * `20261120T154900Z`. Throws `name-unsafe` for ids that could lead elsewhere.
 */
export function runLogPaths(logsFolder: string, run: LoggedRun): RunLogPaths {
  const folder = join(logsFolder, 'jobs', asPathPart(run.jobId))
  const stem = join(folder, `${fileTime(run.queuedAt)}-${asPathPart(run.runId)}`)
  return { folder, log: `${stem}.log`, transcript: `${stem}.transcript.ndjson`, journal: `${stem}.journal` }
}

function fileTime(instant: string): string {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) throw new OvenError('instant-invalid', `"${instant}" is not a date and time.`)
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
}
