import type { Slot } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { formatAbsolute, formatClock, formatDay } from '../format/time.ts'
import { classNames } from '../parts/class-names.ts'
import { SlotMark } from './slot-mark.tsx'
import css from './slot-rows.module.css'
import { slotSentence, slotWords } from './slot-words.ts'

export interface SlotRowProps {
  slot: Slot
  name: string
  /** The zone in which moments are read; this machine's own when left out. */
  timezone?: string | undefined
  withoutJob?: boolean
}

/** Slots, one line each, in the order given. */
export function SlotRows({
  slots,
  nameOf,
  ...rest
}: { slots: readonly Slot[]; nameOf: (jobId: string) => string } & Pick<
  SlotRowProps,
  'timezone' | 'withoutJob'
>) {
  return (
    <ul className={css.rows}>
      {slots.map((slot) => (
        <li key={`${slot.dueAt} ${slot.jobId}`}>
          <SlotRow slot={slot} name={nameOf(slot.jobId)} {...rest} />
        </li>
      ))}
    </ul>
  )
}

/** A slot on one line: when, whose, what became of it, and the way to its run. */
export function SlotRow({ slot, name, timezone, withoutJob = false }: SlotRowProps) {
  return (
    <div className={classNames(css.row, withoutJob && css.withoutJob)} data-row>
      <SlotMark look={slot.state} label={slotWords[slot.state]} />
      <time dateTime={slot.dueAt} data-tip={formatAbsolute(slot.dueAt, timezone)} className={css.when}>
        {formatDay(slot.dueAt, timezone)} {formatClock(slot.dueAt, timezone)}
      </time>
      {!withoutJob && (
        <a href={addresses.job(slot.jobId)} className={css.name}>
          {name}
        </a>
      )}
      <span className={css.why}>{slotSentence(slot)}</span>
      {slot.runId === null ? (
        <span />
      ) : (
        <a
          href={addresses.run(slot.runId)}
          data-row-link
          className={css.run}
          aria-label={`The run of ${name}`}
        >
          Run
        </a>
      )}
    </div>
  )
}
