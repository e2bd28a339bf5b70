import type { JobView } from '../../contract/index.ts'
import { runName, runStanding, standingColour } from './run-lines.ts'
import type { Screen } from './screen.ts'
import { printTable } from './table.ts'
import { instant } from './words.ts'

export function printJobs(screen: Screen, jobs: readonly JobView[]): void {
  printTable(screen, jobs, [
    { title: 'JOB', value: ({ job }) => job.id },
    { title: 'TYPE', value: ({ job }) => job.type },
    { title: 'SCHEDULE', value: ({ scheduleText }) => scheduleText },
    { title: 'NEXT', value: ({ job, nextDueAt }) => (job.enabled ? instant(nextDueAt) : 'disabled') },
    {
      title: 'LAST RUN',
      value: ({ lastRun }) => (lastRun ? `#${lastRun.number} ${runStanding(lastRun)}` : '–'),
      colour: ({ lastRun }) => (lastRun ? standingColour(lastRun) : null),
    },
    { title: 'NAME', value: ({ job }) => job.name },
  ])
}

/** One job: what the oven knows about it, then its text. */
export function printJob(screen: Screen, view: JobView): void {
  const { job, lastRun } = view
  screen.line(`${screen.paint('bold', job.id)} (${job.name}), ${job.enabled ? 'enabled' : 'disabled'}`)
  screen.line(`  Schedule  ${view.scheduleText}`)
  screen.line(`  Next      ${job.enabled ? instant(view.nextDueAt) : 'disabled'}`)
  screen.line(
    `  Last run  ${lastRun ? `${runName(lastRun)}: ${runStanding(lastRun)}, ${instant(lastRun.queuedAt)}` : '–'}`,
  )
  if (view.followedBy) screen.line(`  Before    ${view.followedBy.join(', ')}`)
  if (view.activeRuns > 0) screen.line(`  Active    ${view.activeRuns}`)
  printExposed(screen, view)
  screen.line(JSON.stringify(job, null, 2))
}

/** Says that a job's text holds what looks like secrets, and how they get out of it. */
export function printExposed(screen: Screen, { job, exposedSecrets = [] }: JobView): void {
  if (exposedSecrets.length === 0) return
  const names = exposedSecrets.join(', ')
  const verb = exposedSecrets.length === 1 ? 'looks like a secret' : 'look like secrets'
  const mark = screen.paint('yellow', '!')
  screen.line(`${mark} In the "env" of ${job.id}, ${names} ${verb}: whoever reads the job sees the value.`)
  screen.line(`  Move it to the secrets: ${screen.paint('cyan', `oven secrets adopt ${job.id}`)}`)
}
