import { classNames } from './class-names.ts'
import css from './progress-bar.module.css'

/** How far something is, 0 to 1; `null` where that cannot be known. */
export function ProgressBar({ label, fraction }: { label: string; fraction: number | null }) {
  const percent = fraction === null ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={css.track}
    >
      <div
        className={classNames(css.done, percent === undefined && css.unknown)}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
