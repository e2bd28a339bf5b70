import { ChevronRight } from 'lucide-react'
import { Component, lazy, type ReactNode, Suspense, useState } from 'react'
import { Badge } from '../../parts/badge.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import css from './changes-panel.module.css'
import { Counts } from './counts.tsx'
import { type DiffFile, startsFolded } from './split-diff.ts'

export type DiffLayout = 'unified' | 'split'

/** Where the list of files leads to. */
export const fileId = (file: DiffFile) => `file-${file.path}`

const DiffLines = lazy(async () => ({ default: (await import('./diff-lines.tsx')).DiffLines }))

/** One file of a diff. Long ones, and those that programs write, are folded up until they are asked for. */
export function DiffFileView({ file, layout }: { file: DiffFile; layout: DiffLayout }) {
  const [open, setOpen] = useState(!startsFolded(file))
  const hasLines = !file.isBinary && file.added + file.removed > 0
  return (
    <article className={css.file} id={fileId(file)}>
      <h4 className={css.fileHead}>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className={css.arrow} data-open={open ? '' : undefined} aria-hidden="true">
            <ChevronRight size={14} />
          </span>
          <code>
            {file.oldPath !== null && `${file.oldPath} → `}
            {file.path}
          </code>
          {file.kind !== 'changed' && <Badge>{file.kind}</Badge>}
          <Counts files={[file]} />
        </button>
      </h4>
      {open &&
        (hasLines ? (
          <PlainOnTrouble text={file.text}>
            <Suspense fallback={<Skeleton lines={4} />}>
              <DiffLines text={file.text} layout={layout} />
            </Suspense>
          </PlainOnTrouble>
        ) : (
          <p className={css.note}>{file.isBinary ? 'Not text.' : 'No line was changed.'}</p>
        ))}
    </article>
  )
}

/** A diff that was cut within a hunk, or is of a kind that is not known, is shown as it is. */
class PlainOnTrouble extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <pre className={css.plain}>{this.props.text}</pre> : this.props.children
  }
}
