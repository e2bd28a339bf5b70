import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import type { AttentionItem } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { addressOf } from '../dashboard/attention-act.tsx'
import { classNames } from '../parts/class-names.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import css from './popover.module.css'
import { WindowLink } from './window-link.tsx'

const SHOWN = 2

/** The gravest things that need the user, each leading to where it is mended. */
export function PopoverAttention() {
  const { queries } = useOven()
  const { data } = useQuery(queries.attention.list.queryOptions())
  if (data === undefined || data.length === 0) return null
  const more = data.length - SHOWN
  return (
    <section aria-label="Needs you" className={css.needs}>
      <ul>
        {data.slice(0, SHOWN).map((item) => (
          <li key={item.id} data-row>
            <WindowLink href={whereTo(item)} className={classNames(css.attention, css[item.tone])} ofRow>
              <span className={css.inRow} {...tip(item.detail)}>
                <OutcomeMark tone={item.tone} size={14} />
                <span className={css.one}>{item.title}</span>
                {item.since !== null && (
                  <span className={css.aside}>
                    <RelativeTime at={item.since} />
                  </span>
                )}
                <ChevronRight size={13} aria-hidden="true" />
              </span>
            </WindowLink>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <WindowLink href={addresses.dashboard} className={css.more}>
          and {more} more
        </WindowLink>
      )}
    </section>
  )
}

function whereTo({ action }: AttentionItem): string {
  if (action === null) return addresses.dashboard
  return action.kind === 'start-engine' ? addresses.settingsPane('engine') : addressOf(action)
}
