import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { inAnHour, type JobView, type RunSummary, tomorrowMorning } from '../../../contract/index.ts'
import { formatRelative } from '../../format/time.ts'
import { isActive, runTitle, runWords } from '../../format/words.ts'
import { useOven } from '../oven-context.ts'
import { addresses, type Route } from '../route.ts'
import { goTo } from '../router.ts'
import { sectionTable } from '../section-table.ts'
import { setTheme } from '../theme.ts'
import type { PaletteEntry } from './rank-entries.ts'
import { type PaletteActs, usePaletteActs } from './use-palette-acts.ts'

/** Everything that can be found and done from here. */
export function usePaletteEntries(route: Route, openHelp: () => void): PaletteEntry[] {
  const { queries } = useOven()
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const runs = useQuery(queries.runs.list.queryOptions({ input: { limit: 100 } }))
  const acts = usePaletteActs()
  return useMemo(() => {
    const allJobs = jobs.data ?? []
    const allRuns = runs.data?.runs ?? []
    return [
      ...hereEntries(route, allJobs, allRuns, acts),
      ...sectionTable.map(({ label, href }) => ({
        id: `go-${label}`,
        group: 'Go to' as const,
        label,
        keywords: 'go to section',
        act: () => goTo(href),
      })),
      ...generalEntries(acts, openHelp),
      ...allJobs.flatMap((view) => jobEntries(view, acts)),
      ...allRuns.flatMap((run) => runEntries(run, acts)),
    ]
  }, [route, jobs.data, runs.data, acts, openHelp])
}

function hereEntries(route: Route, jobs: JobView[], runs: RunSummary[], acts: PaletteActs): PaletteEntry[] {
  const here = (entry: PaletteEntry): PaletteEntry => ({ ...entry, group: 'Here', whenAsked: false })
  if (route.page === 'job') {
    const view = jobs.find(({ job }) => job.id === route.id)
    return view === undefined ? [] : jobEntries(view, acts).slice(1).map(here)
  }
  if (route.page === 'run') {
    const run = runs.find(({ id }) => id === route.id)
    return run === undefined ? [] : runEntries(run, acts).slice(1).map(here)
  }
  return []
}

function jobEntries({ job, scheduleText }: JobView, acts: PaletteActs): PaletteEntry[] {
  const entry = (verb: string, act: () => void, keywords = ''): PaletteEntry => ({
    id: `${verb}-job-${job.id}`,
    group: 'Jobs',
    label: `${verb} ${job.name}`,
    keywords: `${job.id} ${keywords}`,
    whenAsked: true,
    act,
  })
  return [
    {
      id: `open-job-${job.id}`,
      group: 'Jobs',
      label: job.name,
      keywords: `${job.id} job open`,
      detail: job.enabled ? scheduleText : 'off',
      act: () => goTo(addresses.job(job.id)),
    },
    entry('Run', () => acts.run(job.id), 'start bake'),
    ...(job.type === 'agent-pipeline' ? [entry('Rehearse', () => acts.rehearse(job.id), 'try')] : []),
    entry('Edit', () => goTo(addresses.editJob(job.id)), 'change'),
    job.enabled
      ? entry('Pause', () => acts.enable(job, false), 'disable switch off schedule')
      : entry('Resume', () => acts.enable(job, true), 'enable switch on schedule'),
    entry('History of', () => goTo(addresses.runs({ job: job.id })), 'runs'),
  ]
}

function runEntries(run: RunSummary, acts: PaletteActs): PaletteEntry[] {
  const title = runTitle(run)
  const open: PaletteEntry = {
    id: `open-run-${run.id}`,
    group: 'Runs',
    label: title,
    keywords: `${run.jobId} ${runWords(run)} run`,
    detail: `${runWords(run)}, ${formatRelative(run.finishedAt ?? run.startedAt ?? run.queuedAt, Date.now())}`,
    whenAsked: !isActive(run),
    act: () => goTo(addresses.run(run.id)),
  }
  const more = { group: 'Runs' as const, keywords: run.jobId, whenAsked: true }
  if (isActive(run))
    return [open, { ...more, id: `stop-run-${run.id}`, label: `Stop ${title}`, act: () => acts.stop(run) }]
  return [
    open,
    { ...more, id: `retry-run-${run.id}`, label: `Run ${title} again`, act: () => acts.retry(run.id) },
  ]
}

function generalEntries(acts: PaletteActs, openHelp: () => void): PaletteEntry[] {
  const action = (label: string, keywords: string, act: () => void): PaletteEntry => ({
    id: `do-${label}`,
    group: 'Actions',
    label,
    keywords,
    act,
  })
  const asked = (entry: PaletteEntry): PaletteEntry => ({ ...entry, whenAsked: true })
  return [
    action('New pipeline job', 'create add agent', () => goTo(addresses.newJob('agent-pipeline'))),
    action('New docker job', 'create add container', () => goTo(addresses.newJob('docker'))),
    action('Check credentials again', 'recheck re-check login auth claude github', acts.checkCredentials),
    action('Pause all schedules for an hour', 'stop hold', () => acts.pause(inAnHour(new Date()))),
    asked(
      action('Pause all schedules until tomorrow', 'stop hold', () =>
        acts.pause(tomorrowMorning(new Date())),
      ),
    ),
    asked(action('Pause all schedules until resumed', 'stop hold', () => acts.pause(null))),
    action('Resume all schedules', 'go on continue unpause', acts.resume),
    action('Show all keys', 'keyboard shortcuts help', openHelp),
    asked(action('Failed runs', 'show errors', () => goTo(addresses.runs({ outcome: 'failed' })))),
    asked(action('First steps', 'welcome setup first run onboarding', () => goTo(addresses.firstRun))),
    asked(action('Look light', 'theme appearance', () => setTheme('light'))),
    asked(action('Look dark', 'theme appearance', () => setTheme('dark'))),
    asked(action('Look as the system does', 'theme appearance automatic', () => setTheme('system'))),
  ]
}
