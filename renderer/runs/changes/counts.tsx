import css from './changes-panel.module.css'
import type { DiffFile } from './split-diff.ts'

/** How many lines came and went in some files. */
export function Counts({ files }: { files: Pick<DiffFile, 'added' | 'removed'>[] }) {
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const removed = files.reduce((sum, file) => sum + file.removed, 0)
  return (
    <span className={css.counts}>
      <span className={css.added}>+{added.toLocaleString('en-US')}</span>{' '}
      <span className={css.removed}>−{removed.toLocaleString('en-US')}</span>
    </span>
  )
}
