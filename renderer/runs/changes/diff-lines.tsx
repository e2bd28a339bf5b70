import 'react-diff-view/style/index.css'
import { useMemo } from 'react'
import { Diff, Hunk, parseDiff } from 'react-diff-view'
import type { DiffLayout } from './diff-file-view.tsx'
import css from './diff-lines.module.css'

/** A file's changed lines with their numbers. Whatever stands in them is text. */
export function DiffLines({ text, layout }: { text: string; layout: DiffLayout }) {
  const files = useMemo(() => parseDiff(text, { nearbySequences: 'zip' }), [text])
  return files.map((file) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div key={`${file.oldPath} ${file.newPath}`} className={css.lines} tabIndex={0}>
      <Diff
        viewType={layout}
        diffType={file.type}
        hunks={file.hunks}
        gutterType="default"
        className={css.diff}
      >
        {(hunks) => hunks.map((hunk) => <Hunk key={hunk.content} hunk={hunk} />)}
      </Diff>
    </div>
  ))
}
