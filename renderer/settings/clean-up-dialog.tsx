import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CleanUpItem, CleanUpKind, CleanUpReport } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatBytes, formatNumberOf } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Notice } from '../parts/notice.tsx'
import { QueryState } from '../parts/query-state.tsx'
import css from './settings.module.css'

const kinds: Record<CleanUpKind, [one: string, many: string]> = {
  log: ['log', 'logs'],
  artifacts: ['run’s artifacts', 'runs’ artifacts'],
  container: ['container', 'containers'],
  network: ['network', 'networks'],
  volume: ['volume', 'volumes'],
  image: ['image', 'images'],
}
const reasons: Record<CleanUpItem['reason'], string> = {
  age: 'too old',
  count: 'more than are kept of a job',
  size: 'more than is kept in all',
  'left-behind': 'left by a run that is over',
  superseded: 'a newer build took its place',
}
/** The rest is counted: nobody reads on. */
const LISTED = 200

/** What a clean-up would remove, then whether it shall, then what it did. */
export function CleanUpDialog({ onClose }: { onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const preview = useQuery(queries.retention.preview.queryOptions({ staleTime: 0, gcTime: 0 }))
  const clean = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.retention.clean(),
    onSettled: () => {
      for (const queryKey of [queries.engine.key(), queries.images.key(), queries.runs.key()])
        void queryClient.invalidateQueries({ queryKey })
    },
  })
  const nothing = preview.data?.items.length === 0
  return (
    <Dialog
      title="Clean up"
      size="medium"
      busy={clean.isPending}
      onClose={onClose}
      actions={
        clean.isSuccess || nothing ? (
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button disabled={clean.isPending} onClick={onClose}>
              Cancel
            </Button>
            <Button
              kind="danger"
              busy={clean.isPending}
              disabled={preview.data === undefined}
              onClick={() => clean.mutate()}
            >
              Remove {preview.data === undefined ? '' : formatBytes(preview.data.bytes)}
            </Button>
          </>
        )
      }
    >
      {clean.isError && (
        <Notice tone="failed" role="alert" title={toRefusal(clean.error).message}>
          {toRefusal(clean.error).hint}
        </Notice>
      )}
      {clean.isSuccess ? (
        <Report report={clean.data} />
      ) : (
        <QueryState query={preview} lines={4}>
          {(report) => <Report report={report} />}
        </QueryState>
      )}
    </Dialog>
  )
}

function Report({ report }: { report: CleanUpReport }) {
  const { items, dryRun, kept, troubles } = report
  return (
    <div className={css.report}>
      <p role="status">{sentenceOf(report)}</p>
      {items.length > 0 && (
        <>
          <ul className={css.kinds}>
            {(Object.keys(kinds) as CleanUpKind[]).map((kind) => {
              const own = items.filter((item) => item.kind === kind)
              if (own.length === 0) return null
              const bytes = own.reduce((sum, item) => sum + (item.bytes ?? 0), 0)
              return (
                <li key={kind}>
                  {formatNumberOf(own.length, ...kinds[kind])}
                  {bytes > 0 && <span className={css.about}>, {formatBytes(bytes)}</span>}
                </li>
              )
            })}
          </ul>
          <Disclosure label={dryRun ? 'What exactly, and why' : 'What exactly'}>
            <ul className={css.items}>
              {items.slice(0, LISTED).map((item) => (
                <li key={`${item.kind} ${item.name}`}>
                  {kinds[item.kind][0]} <code>{item.name.slice(0, 28)}</code>
                  {item.jobId !== null && ` of ${item.jobId}`}: {reasons[item.reason]}
                </li>
              ))}
              {items.length > LISTED && <li>and {items.length - LISTED} more</li>}
            </ul>
          </Disclosure>
        </>
      )}
      <p className={css.about}>
        {formatBytes(kept.bytes)} of logs and artifacts of {formatNumberOf(kept.runs, 'run')} stay.
      </p>
      {troubles.map((trouble) => (
        <Notice key={trouble} tone="attention" title={trouble} />
      ))}
    </div>
  )
}

function sentenceOf({ items, dryRun, bytes }: CleanUpReport): string {
  if (items.length === 0) return dryRun ? 'There is nothing to remove.' : 'Nothing was removed.'
  const things = formatNumberOf(items.length, 'thing')
  return dryRun
    ? `${things} would go, ${formatBytes(bytes)} in all.`
    : `${things} went; ${formatBytes(bytes)} are free again.`
}
