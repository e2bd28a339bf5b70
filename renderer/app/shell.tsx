import { useQuery } from '@tanstack/react-query'
import { History, KeyRound, LayoutDashboard, ListChecks, ShieldCheck } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ConnectionState } from '../connection/connection.ts'
import { CredentialsPage } from '../credentials/credentials-page.tsx'
import { Dashboard } from '../dashboard/dashboard.tsx'
import { HostHealth } from '../dashboard/host-health.tsx'
import { EditJob, NewJob } from '../jobs/job-editor.tsx'
import { JobPage } from '../jobs/job-page.tsx'
import { JobsPage } from '../jobs/jobs-page.tsx'
import { classNames } from '../parts/class-names.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { RunPage } from '../runs/run-page.tsx'
import { RunsPage } from '../runs/runs-page.tsx'
import { SecretsPage } from '../secrets/secrets-page.tsx'
import { DisconnectedBanner } from './disconnected-banner.tsx'
import { useGlobalKeys } from './keyboard.ts'
import { useOven } from './oven-context.ts'
import { addresses, type Route } from './route.ts'
import css from './shell.module.css'

/** The frame around every page: sections on the left, the page on the right. */
export function Shell({ route, state }: { route: Route; state: ConnectionState }) {
  useGlobalKeys(route)
  const content = useRef<HTMLElement>(null)
  const place = JSON.stringify(route.page === 'runs' ? route.page : route)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins at its top
  useEffect(() => {
    content.current?.scrollTo(0, 0)
  }, [place])
  return (
    <div className={css.shell}>
      <nav className={css.sidebar} aria-label="Sections">
        <p className={css.name}>
          <img src="./favicon.svg" alt="" width="20" height="20" />
          Agent Oven
        </p>
        <Sections page={route.page} />
        <HostHealth />
      </nav>
      <main ref={content} className={css.content} tabIndex={-1}>
        {state.kind === 'disconnected' && <DisconnectedBanner since={state.since} />}
        <div className={classNames(css.page, route.page === 'run' && css.run)} key={place}>
          <Page route={route} />
        </div>
      </main>
    </div>
  )
}

function Sections({ page }: { page: Route['page'] }) {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  const counts = status.data?.counts
  return (
    <ul className={css.sections}>
      <SectionLink
        href={addresses.dashboard}
        icon={<LayoutDashboard size={16} />}
        current={page === 'dashboard'}
        glow={(counts?.activeRuns ?? 0) > 0}
      >
        Dashboard
      </SectionLink>
      <SectionLink
        href={addresses.jobs}
        icon={<ListChecks size={16} />}
        current={['jobs', 'job', 'new-job', 'edit-job'].includes(page)}
        count={counts?.jobs}
      >
        Jobs
      </SectionLink>
      <SectionLink
        href={addresses.runs()}
        icon={<History size={16} />}
        current={page === 'runs' || page === 'run'}
      >
        Runs
      </SectionLink>
      <SectionLink
        href={addresses.credentials}
        icon={<ShieldCheck size={16} />}
        current={page === 'credentials'}
      >
        Credentials
      </SectionLink>
      <SectionLink href={addresses.secrets} icon={<KeyRound size={16} />} current={page === 'secrets'}>
        Secrets
      </SectionLink>
    </ul>
  )
}

function SectionLink(props: {
  href: string
  icon: ReactNode
  current: boolean
  count?: number | undefined
  glow?: boolean
  children: string
}) {
  return (
    <li>
      <a
        href={props.href}
        className={css.sectionLink}
        aria-current={props.current ? 'page' : undefined}
        aria-label={props.children}
      >
        <span aria-hidden="true">{props.icon}</span>
        {props.children}
        {props.glow && <span className={css.glow} role="img" aria-label="A run is active" />}
        {props.count !== undefined && props.count > 0 && <span className={css.count}>{props.count}</span>}
      </a>
    </li>
  )
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'dashboard':
      return <Dashboard />
    case 'jobs':
      return <JobsPage />
    case 'new-job':
      return <NewJob type={route.type} />
    case 'job':
      return <JobPage id={route.id} />
    case 'edit-job':
      return <EditJob id={route.id} />
    case 'runs':
      return <RunsPage query={route.query} />
    case 'run':
      return <RunPage id={route.id} />
    case 'credentials':
      return <CredentialsPage />
    case 'secrets':
      return <SecretsPage />
    default:
      return (
        <EmptyState
          title="There is no such page"
          action={<a href={addresses.dashboard}>Go to the dashboard</a>}
        >
          The address may be of another version of Agent Oven.
        </EmptyState>
      )
  }
}
