import type { ReactNode } from 'react'
import type { Tone } from '../format/words.ts'
import { classNames } from './class-names.ts'
import css from './outcome-mark.module.css'
import { tip } from './tooltip-layer.tsx'

const shapes: Record<Tone, ReactNode> = {
  succeeded: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.9 8.3 2.1 2.1 4.1-4.6" className={css.cut} />
    </>
  ),
  failed: <path d="m3.6 3.6 8.8 8.8m0-8.8-8.8 8.8" className={css.stroke} />,
  attention: (
    <>
      <path d="M8 1.6 15.2 14H.8Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
      <path d="M8 6v3.7m0 2.1v.1" className={css.cut} />
    </>
  ),
  waiting: <circle cx="8" cy="8" r="5.6" className={css.ring} />,
  active: (
    <>
      <circle cx="8" cy="8" r="6" className={css.ring} />
      <path d="M8 4.2a3.8 3.8 0 0 1 0 7.6Z" fill="currentColor" stroke="currentColor" />
    </>
  ),
  skipped: <path d="M3.5 8h9" className={css.stroke} />,
  stopped: <rect x="3" y="3" width="10" height="10" rx="2" className={css.ring} />,
}

export interface OutcomeMarkProps {
  tone: Tone
  /** What the mark means, for those who do not see it and as a tooltip. Without one the mark only decorates. */
  label?: string
  /** In CSS pixels. */
  size?: number
}

/** How something stands: ✓ in a circle, ✕, ! in a triangle, a ring, a half-full ring, a dash, a square. */
export function OutcomeMark({ tone, label, size = 14 }: OutcomeMarkProps) {
  const shape = (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[tone]}
    </svg>
  )
  const className = classNames(css.mark, css[tone])
  if (label === undefined) return <span className={className}>{shape}</span>
  return (
    <span className={className} role="img" aria-label={label} {...tip(label)}>
      {shape}
    </span>
  )
}
