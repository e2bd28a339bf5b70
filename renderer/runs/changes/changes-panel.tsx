import { useQuery } from '@tanstack/react-query'
import { memo, useMemo, useState } from 'react'
import type { RunChanges } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Notice } from '../../parts/notice.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { SegmentedControl } from '../../parts/segmented-control.tsx'
import { artifactPieces } from '../artifacts/artifact-pieces.ts'
import { DownloadButton } from '../artifacts/download-button.tsx'
import css from './changes-panel.module.css'
import { Counts } from './counts.tsx'
import { DiffFileView, type DiffLayout, fileId } from './diff-file-view.tsx'
import { type DiffFile, splitDiff } from './split-diff.ts'

/** What the run changed: of each branch, and what was left uncommitted, file by file. */
export const ChangesPanel = memo(function ChangesPanel({ runId, ended }: { runId: string; ended: boolean }) {
  const { queries } = useOven()
  const options = queries.runs.changes.queryOptions({ input: { runId } })
  // The diff is made at the run's end: then it is asked for again, and does not change any more.
  const changes = useQuery({ ...options, queryKey: [...options.queryKey, ended], staleTime: 60_000 })
  return (
    <div className={css.panel}>
      <QueryState query={changes} lines={6}>
        {(data) =>
          data.parts.length > 0 ? (
            <Changes runId={runId} changes={data} />
          ) : (
            <EmptyState title={ended ? 'Nothing was changed' : 'Not known yet'}>
              {!ended
                ? 'What the run changed is shown here when it ends.'
                : data.kept
                  ? 'The run left the repository as it found it.'
                  : 'No diff was kept of this run: it did not get so far, or clean-up has removed it.'}
            </EmptyState>
          )
        }
      </QueryState>
    </div>
  )
})

function Changes({ runId, changes }: { runId: string; changes: RunChanges }) {
  const { client } = useOven()
  const [layout, setLayout] = useState<DiffLayout>('unified')
  const parts = useMemo(
    () => changes.parts.map((part) => ({ ...part, files: splitDiff(part.diff) })),
    [changes],
  )
  const files = parts.flatMap((part) => part.files)
  return (
    <>
      <header className={css.bar}>
        <span>
          {formatNumberOf(files.length, 'file')} <Counts files={files} />
        </span>
        <span className={css.tools}>
          <SegmentedControl
            label="Layout of the diff"
            value={layout}
            options={[
              { value: 'unified', label: 'One column' },
              { value: 'split', label: 'Side by side' },
            ]}
            onChange={setLayout}
          />
          <DownloadButton
            label="Download the diff"
            name="changes.diff"
            pieces={(signal) => artifactPieces(client, { runId, path: 'changes.diff' }, signal)}
          />
        </span>
      </header>
      <div className={css.parts}>
        {changes.cut && (
          <Notice tone="attention" title="The diff is longer than what was kept of it.">
            The last file may be cut short. The branch itself has everything.
          </Notice>
        )}
        {parts.map((part) => (
          <section key={`${part.kind} ${part.name}`} className={css.part} aria-label={titleOf(part)}>
            <h3>{titleOf(part)}</h3>
            {part.files.length > 1 && <FileList files={part.files} />}
            {part.files.map((file) => (
              <DiffFileView key={file.path} file={file} layout={layout} />
            ))}
          </section>
        ))}
      </div>
    </>
  )
}

function titleOf({ kind, name }: RunChanges['parts'][number]): string {
  if (kind === 'branch') return name === '' ? 'Changes' : `On ${name}`
  return name === '' ? 'Left uncommitted' : `Left uncommitted in ${name}`
}

function FileList({ files }: { files: DiffFile[] }) {
  return (
    <ul className={css.list}>
      {files.map((file) => (
        <li key={file.path}>
          <button
            type="button"
            className={css.listed}
            onClick={() => document.getElementById(fileId(file))?.scrollIntoView({ block: 'start' })}
          >
            <code>{file.path}</code> <Counts files={[file]} />
          </button>
        </li>
      ))}
    </ul>
  )
}
