import { attention } from './operations/attention.ts'
import { auth } from './operations/auth.ts'
import { chains } from './operations/chains.ts'
import { engine } from './operations/engine.ts'
import { github } from './operations/github.ts'
import { jobs } from './operations/jobs.ts'
import { notifications } from './operations/notifications.ts'
import { changes, doctor, images, slots, status } from './operations/oven.ts'
import { readiness } from './operations/readiness.ts'
import { retention } from './operations/retention.ts'
import { runFiles } from './operations/run-files.ts'
import { runReports } from './operations/run-reports.ts'
import { runs } from './operations/runs.ts'
import { samples } from './operations/samples.ts'
import { schedule } from './operations/schedule.ts'
import { secrets } from './operations/secrets.ts'
import { settings } from './operations/settings.ts'
import { sources } from './operations/sources.ts'
import { stats } from './operations/stats.ts'
import { tokens, webhooks } from './operations/triggers.ts'

/** Everything that can be asked of an oven. The window, the command line and other programs all speak through this table. */
export const contract = {
  status,
  attention,
  doctor,
  engine,
  auth,
  readiness,
  jobs,
  runs: { ...runs, ...runFiles, ...runReports },
  schedule,
  slots,
  chains,
  stats,
  images,
  retention,
  secrets,
  settings,
  sources,
  samples,
  tokens,
  webhooks,
  github,
  notifications,
  changes,
}

export * from './attention.ts'
export * from './credential.ts'
export * from './engine.ts'
export * from './errors.ts'
export * from './github-rule.ts'
export * from './job.ts'
export * from './notification.ts'
export { ChainLink } from './operations/chains.ts'
export { GithubPoll } from './operations/github.ts'
export { JobsFile, JobView } from './operations/jobs.ts'
export { DueMoment, SlotCalendar, SlotForecast } from './operations/oven.ts'
export {
  Artifact,
  ArtifactPiece,
  LogMatch,
  LogMatches,
  RunChanges,
  RunSetting,
} from './operations/run-files.ts'
export { RunReport } from './operations/run-reports.ts'
export { LogChunk, RunFilter } from './operations/runs.ts'
export { DayStats, JobMarks, JobTotals, RunMark, RunPoint } from './operations/stats.ts'
export * from './pause-until.ts'
export * from './readiness.ts'
export * from './retention.ts'
export * from './run.ts'
export * from './schedule.ts'
export * from './secret.ts'
export * from './settings.ts'
export * from './source.ts'
export * from './status.ts'
export * from './trigger.ts'
