import css from './skeleton.module.css'

/** The place of what is still being fetched; seen only when that takes more than 150 ms. */
export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className={css.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are all alike
        <span key={index} className={css.line} />
      ))}
    </div>
  )
}
