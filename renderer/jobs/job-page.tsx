import { useQuery } from '@tanstack/react-query'
import type { JobView, ReadinessReason } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Badge } from '../parts/badge.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { PageHeader } from '../parts/card.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Switch } from '../parts/switch.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { AdoptNotice } from '../secrets/adopt-notice.tsx'
import { JobActions } from './job-actions.tsx'
import { JobGlyph } from './job-glyph.tsx'
import css from './job-page.module.css'
import { JobRuns } from './job-runs.tsx'
import { JobSettings } from './job-settings.tsx'
import { JobSlots } from './job-slots.tsx'
import { JobTriggers } from './job-triggers.tsx'
import { JobOverview } from './overview/job-overview.tsx'
import { useEnableJob } from './use-job-actions.ts'

const tabs = ['runs', 'overview', 'slots', 'triggers', 'settings'] as const
type JobTab = (typeof tabs)[number]

/** One job: its runs, what they come to, what was due, how it is started, its settings, and what can be done with it. */
export function JobPage({ id, query }: { id: string; query: URLSearchParams }) {
  const { queries } = useOven()
  const { data, error } = useQuery(queries.jobs.show.queryOptions({ input: { id } }))
  if (data !== undefined) return <LoadedJob view={data} query={query} />
  if (error === null) return <Skeleton lines={6} />
  const refusal = toRefusal(error)
  return (
    <EmptyState title={refusal.message} action={<ButtonLink href={addresses.jobs}>All jobs</ButtonLink>}>
      {refusal.hint}
    </EmptyState>
  )
}

function LoadedJob({ view, query }: { view: JobView; query: URLSearchParams }) {
  const { job } = view
  const tab = tabs.find((each) => each === query.get('tab')) ?? 'runs'
  const goToTab = (next: JobTab) =>
    replaceAddress(addresses.job(job.id, next === 'runs' ? {} : { tab: next }))
  return (
    <>
      <JobHeader view={view} />
      <JobNotices view={view} />
      <Tabs<JobTab>
        label={`About ${job.name}`}
        value={tab}
        onChange={goToTab}
        tabs={[
          { value: 'runs', label: 'Runs', content: () => <JobRuns view={view} /> },
          { value: 'overview', label: 'Overview', content: () => <JobOverview id={job.id} /> },
          { value: 'slots', label: 'Slots', content: () => <JobSlots view={view} /> },
          { value: 'triggers', label: 'Triggers', content: () => <JobTriggers view={view} /> },
          { value: 'settings', label: 'Settings', content: () => <JobSettings job={job} /> },
        ]}
      />
    </>
  )
}

function JobHeader({ view }: { view: JobView }) {
  const { job } = view
  const enable = useEnableJob()
  const enabled = enable.isPending ? enable.variables.enabled : job.enabled
  return (
    <PageHeader
      title={job.name}
      below={
        <>
          <JobGlyph type={job.type} />
          <code>{job.id}</code>
          <span>{view.scheduleText}</span>
          {enabled && view.nextDueAt !== null && (
            <span>
              next <RelativeTime at={view.nextDueAt} />
            </span>
          )}
          {!enabled && <Badge>schedule off</Badge>}
          {view.activeRuns > 0 && <Badge tone="active">baking</Badge>}
          <Switch
            checked={enabled}
            label={`Schedule of ${job.name}`}
            onChange={(on) => enable.mutate({ id: job.id, enabled: on })}
          />
        </>
      }
      actions={<JobActions view={view} />}
    />
  )
}

/** What stands in the way of its next run, with what mends it. */
function JobNotices({ view }: { view: JobView }) {
  const { job, readiness } = view
  const reasons = job.enabled && readiness !== null && readiness.state !== 'ready' ? readiness.reasons : []
  const notice = (reason: ReadinessReason) => (
    <Notice
      key={reason.check}
      tone={readiness?.state === 'blocked' ? 'failed' : 'attention'}
      title={reason.description}
      fixes={reason.fixes}
    />
  )
  return (
    <div className={css.notices}>
      {reasons.slice(0, 1).map(notice)}
      {reasons.length > 1 && (
        <Disclosure label={`${formatNumberOf(reasons.length - 1, 'more thing')} in the way`}>
          <div className={css.notices}>{reasons.slice(1).map(notice)}</div>
        </Disclosure>
      )}
      <AdoptNotice job={job} />
    </div>
  )
}
