import { useQuery } from '@tanstack/react-query'
import {
  CalendarDays,
  History,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  ShieldCheck,
  SlidersHorizontal,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useOven } from './oven-context.ts'
import { addresses, type Route } from './route.ts'
import css from './shell.module.css'

/** The sidebar's list of sections, with what needs no look to know: counts and the glow of an active run. */
export function Sections({ page }: { page: Route['page'] }) {
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
      <SectionLink href={addresses.schedule} icon={<CalendarDays size={16} />} current={page === 'schedule'}>
        Schedule
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
      <SectionLink
        href={addresses.settings}
        icon={<SlidersHorizontal size={16} />}
        current={page === 'settings'}
      >
        Settings
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
