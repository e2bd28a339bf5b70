import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import type { Artifact } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes } from '../../format/quantities.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { artifactPieces } from './artifact-pieces.ts'
import { ArtifactPreview } from './artifact-preview.tsx'
import css from './artifacts-panel.module.css'
import { DownloadButton } from './download-button.tsx'
import { previewKind } from './preview-kind.ts'

/** What each of the oven's own files is, for those who did not make it. */
const known: Record<string, string> = {
  'changes.diff': 'What the run changed',
  'changes.bundle': 'Commits that were not pushed: git fetch changes.bundle <branch>',
  'setting.json': 'What the run was started with',
}

/** The files that were kept of a run: looked at here, or saved. */
export const ArtifactsPanel = memo(function ArtifactsPanel({
  runId,
  ended,
}: {
  runId: string
  ended: boolean
}) {
  const { queries } = useOven()
  const [shown, setShown] = useState<string | null>(null)
  // What is kept is kept at the end: then it is asked for again.
  const options = queries.runs.artifacts.list.queryOptions({ input: { runId } })
  const artifacts = useQuery({ ...options, queryKey: [...options.queryKey, ended] })
  return (
    <div className={css.panel}>
      <QueryState query={artifacts}>
        {(files) =>
          files.length === 0 ? (
            <EmptyState title="Nothing was kept">
              {ended
                ? 'Files that a run leaves for the oven would be here.'
                : 'Files that the run leaves are kept when it ends.'}
            </EmptyState>
          ) : (
            <ul className={css.files} aria-label="Artifacts">
              {files.map((file) => (
                <ArtifactRow
                  key={file.path}
                  runId={runId}
                  file={file}
                  isShown={shown === file.path}
                  onShow={(show) => setShown(show ? file.path : null)}
                />
              ))}
            </ul>
          )
        }
      </QueryState>
    </div>
  )
})

function ArtifactRow({
  runId,
  file,
  isShown,
  onShow,
}: {
  runId: string
  file: Artifact
  isShown: boolean
  onShow: (show: boolean) => void
}) {
  const { client } = useOven()
  const canShow = previewKind(file.path) !== null
  return (
    <li>
      <div className={css.file}>
        {canShow ? (
          <button type="button" className={css.name} aria-expanded={isShown} onClick={() => onShow(!isShown)}>
            <code>{file.path}</code>
          </button>
        ) : (
          <code>{file.path}</code>
        )}
        <span className={css.what}>{known[file.path]}</span>
        <span className={css.size}>{formatBytes(file.bytes)}</span>
        <span className={css.when}>
          <RelativeTime at={file.modifiedAt} />
        </span>
        <DownloadButton
          label={`Download ${file.path}`}
          name={file.path.split('/').at(-1) ?? file.path}
          pieces={(signal) => artifactPieces(client, { runId, path: file.path }, signal)}
        />
      </div>
      {isShown && <ArtifactPreview runId={runId} file={file} />}
    </li>
  )
}
