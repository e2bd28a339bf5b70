import type { ReactNode } from 'react'
import css from './slot-mark.module.css'
import { type SlotLook, slotWords } from './slot-words.ts'

const shapes: Record<SlotLook, ReactNode> = {
  ran: <circle r="4" className={css.fill} />,
  late: (
    <>
      <circle r="3.6" className={css.ring} />
      <path d="M0-3.6a3.6 3.6 0 0 1 0 7.2Z" className={css.fill} />
    </>
  ),
  skipped: <path d="M-3.6 0h7.2" className={css.stroke} />,
  missed: <path d="m-3.2-3.2 6.4 6.4m0-6.4-6.4 6.4" className={css.stroke} />,
  claimed: (
    <>
      <circle r="3.6" className={css.ring} />
      <circle r="1.5" className={css.fill} />
    </>
  ),
  upcoming: <circle r="3.2" className={css.ring} />,
}

/** What became of a slot, as a shape: full, half full, a dash, a cross, a ring for what is to come. */
export function SlotMark({ look, label, size = 12 }: { look: SlotLook; label?: string; size?: number }) {
  const shape = (
    <svg width={size} height={size} viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
      {shapes[look]}
    </svg>
  )
  if (label === undefined)
    return (
      <span className={css.mark} data-look={look}>
        {shape}
      </span>
    )
  return (
    <span className={css.mark} data-look={look} role="img" aria-label={label}>
      {shape}
    </span>
  )
}

/** What the shapes mean. */
export function SlotLegend({ paused = false }: { paused?: boolean }) {
  const looks: SlotLook[] = ['ran', 'late', 'skipped', 'missed', 'upcoming']
  return (
    <ul className={css.legend} aria-label="What the marks mean">
      {looks.map((look) => (
        <li key={look}>
          <SlotMark look={look} /> {slotWords[look]}
        </li>
      ))}
      {paused && (
        <li>
          <span className={css.hatch} aria-hidden="true" /> Schedules paused
        </li>
      )}
    </ul>
  )
}
