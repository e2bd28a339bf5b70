import { useQuery } from '@tanstack/react-query'
import { tip } from '../parts/tooltip-layer.tsx'
import { useOven } from './oven-context.ts'
import { addresses, type Route } from './route.ts'
import { type SectionEntry, sectionTable } from './section-table.ts'
import css from './sections.module.css'

/** The sidebar's list of sections, with what needs no look to know: counts and the glow of an active run. */
export function Sections({ page }: { page: Route['page'] }) {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  const counts = status.data?.counts
  return (
    <ul className={css.sections}>
      {sectionTable.map((section) => (
        <li key={section.label}>
          <SectionLink
            section={section}
            current={section.pages.includes(page)}
            glow={section.href === addresses.dashboard && (counts?.activeRuns ?? 0) > 0}
            count={section.href === addresses.jobs ? counts?.jobs : undefined}
          />
        </li>
      ))}
    </ul>
  )
}

function SectionLink(props: {
  section: SectionEntry
  current: boolean
  count: number | undefined
  glow: boolean
}) {
  const { section, current, count, glow } = props
  const Icon = section.icon
  return (
    <a
      href={section.href}
      className={css.link}
      aria-current={current ? 'page' : undefined}
      {...tip(section.label)}
    >
      <span className={css.icon} aria-hidden="true">
        <Icon size={16} />
      </span>
      <span className={css.label}>{section.label}</span>
      {glow && <span className={css.glow} role="img" aria-label="A run is active" />}
      {count !== undefined && count > 0 && <span className={css.count}>{count.toLocaleString('en-US')}</span>}
    </a>
  )
}
