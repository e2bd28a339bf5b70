import { useQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { formatAbsolute } from '../format/time.ts'
import { runTone, runWords } from '../format/words.ts'
import { Money } from '../parts/amounts.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import css from './popover.module.css'
import { WindowLink } from './window-link.tsx'

/** The last three runs that ended: what came of them, what they cost, when. */
export function PopoverDone() {
  const { queries } = useOven()
  const { data } = useQuery(queries.runs.list.queryOptions({ input: { state: ['finished'], limit: 3 } }))
  if (data === undefined || data.runs.length === 0) return null
  return (
    <section aria-label="Just done" className={css.part}>
      <h2>Just done</h2>
      <ul>
        {data.runs.map((run) => (
          <li key={run.id} data-row>
            <WindowLink href={addresses.run(run.id)} className={css.row} ofRow>
              <span className={css.inRow}>
                <OutcomeMark tone={runTone(run)} label={runWords(run)} size={13} />
                <span className={css.one}>
                  {run.jobName} <span className={css.faint}>#{run.number}</span>
                </span>
                <span className={css.aside}>{runWords(run).toLowerCase()}</span>
                {run.costUsd !== null && run.costUsd > 0 && (
                  <span className={css.aside}>
                    <Money usd={run.costUsd} />
                  </span>
                )}
                <span className={css.aside} {...tip(formatAbsolute(run.finishedAt ?? run.queuedAt))}>
                  <RelativeTime at={run.finishedAt ?? run.queuedAt} />
                </span>
              </span>
            </WindowLink>
          </li>
        ))}
      </ul>
    </section>
  )
}
