import { useQuery } from '@tanstack/react-query'
import type { Artifact } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes } from '../../format/quantities.ts'
import { QueryState } from '../../parts/query-state.tsx'
import css from './artifacts-panel.module.css'
import { PREVIEW_BYTES, previewKind } from './preview-kind.ts'

/** A file as plain text or as a picture. A picture comes as `data:`, which can neither run anything nor load anything. */
export function ArtifactPreview({ runId, file }: { runId: string; file: Artifact }) {
  const { client } = useOven()
  const how = previewKind(file.path)!
  const limitBytes = PREVIEW_BYTES[how.kind]
  const tooLarge = how.kind === 'image' && file.bytes > limitBytes
  const beginning = useQuery({
    queryKey: ['artifact', runId, file.path, file.modifiedAt],
    enabled: !tooLarge,
    queryFn: async ({ signal }) => {
      const pieces: string[] = []
      const found = await client.runs.artifacts.get({ runId, path: file.path, limitBytes }, { signal })
      for await (const { base64 } of found) pieces.push(base64)
      return pieces
    },
  })
  if (tooLarge) return <p className={css.note}>The picture is too large to be shown here.</p>
  return (
    <QueryState query={beginning}>
      {(pieces) =>
        how.kind === 'image' ? (
          <img
            className={css.picture}
            alt={file.path}
            src={`data:${how.mediaType};base64,${joinBase64(pieces)}`}
          />
        ) : (
          <>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <pre className={css.text} tabIndex={0}>
              {decode(pieces)}
            </pre>
            {file.bytes > limitBytes && (
              <p className={css.note}>
                These are the first {formatBytes(limitBytes)} of {formatBytes(file.bytes)}.
              </p>
            )}
          </>
        )
      }
    </QueryState>
  )
}

/** Each piece is padded by itself, unless its length divides by three; the host's do, but for the last. */
function joinBase64(pieces: string[]): string {
  return pieces.join('')
}

function decode(pieces: string[]): string {
  const decoder = new TextDecoder()
  const bytes = pieces.map((piece) => Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0)))
  return bytes.map((part) => decoder.decode(part, { stream: true })).join('')
}
