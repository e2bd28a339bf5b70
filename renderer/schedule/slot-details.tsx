import type { DueMoment, Slot } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { formatAbsolute, formatClockSeconds } from '../format/time.ts'
import { RelativeTime } from '../parts/time.tsx'
import css from './slot-details.module.css'
import { SlotMark } from './slot-mark.tsx'
import { slotSentence, slotWords } from './slot-words.ts'

/** A slot: whose, when, what became of it and why, and its run. */
export function SlotDetails({ slot, name, timezone }: { slot: Slot; name: string; timezone?: string }) {
  return (
    <div className={css.slot}>
      <SlotMark look={slot.state} label={slotWords[slot.state]} size={14} />
      <div className={css.body}>
        <p>
          <a href={addresses.job(slot.jobId)} className={css.name}>
            {name}
          </a>{' '}
          <time dateTime={slot.dueAt} data-tip={formatAbsolute(slot.dueAt, timezone)} className={css.when}>
            {formatClockSeconds(slot.dueAt, timezone)}
          </time>
        </p>
        <p className={css.why}>{slotSentence(slot)}</p>
        {slot.runId !== null && (
          <a href={addresses.run(slot.runId)} className={css.link}>
            Its run
          </a>
        )}
      </div>
    </div>
  )
}

/** A moment still to come. */
export function DueDetails({
  moment,
  name,
  timezone,
}: {
  moment: DueMoment
  name: string
  timezone?: string
}) {
  return (
    <div className={css.slot}>
      <SlotMark look="upcoming" label={slotWords.upcoming} size={14} />
      <div className={css.body}>
        <p>
          <a href={addresses.job(moment.jobId)} className={css.name}>
            {name}
          </a>{' '}
          <time
            dateTime={moment.dueAt}
            data-tip={formatAbsolute(moment.dueAt, timezone)}
            className={css.when}
          >
            {formatClockSeconds(moment.dueAt, timezone)}
          </time>
        </p>
        <p className={css.why}>
          Due <RelativeTime at={moment.dueAt} />.
        </p>
      </div>
    </div>
  )
}
