import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { Delivery } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { useToasts } from '../parts/toasts.tsx'
import { callerWords, outcomeTones, outcomeWords } from './call-words.ts'
import css from './webhooks.module.css'

/** Calls that came in, newest first, and why those were refused that were. */
export function DeliveryRows({
  deliveries,
  showsJob,
}: {
  deliveries: readonly Delivery[]
  showsJob: boolean
}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const redeliver = useMutation({
    mutationFn: (id: string) => client.webhooks.redeliver({ id }),
    onSuccess({ jobId, runId }) {
      void queryClient.invalidateQueries({ queryKey: queries.webhooks.key() })
      toasts.show({
        tone: 'succeeded',
        message: `${jobId} was called for again.`,
        ...(runId !== null && {
          action: {
            label: 'Show the run',
            act: () => {
              window.location.hash = addresses.run(runId)
            },
          },
        }),
      })
    },
  })
  return (
    <div className={css.scroll}>
      <table className={css.rows}>
        <thead>
          <tr>
            <th scope="col">When</th>
            {showsJob && <th scope="col">Job</th>}
            <th scope="col">Outcome</th>
            <th scope="col">Called by</th>
            <th scope="col">Run, or why not</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td>
                <RelativeTime at={delivery.at} />
              </td>
              {showsJob && (
                <th scope="row" className={css.name}>
                  <a href={addresses.job(delivery.jobId)}>{delivery.jobId}</a>
                </th>
              )}
              <td>
                <span className={css.outcome}>
                  <OutcomeMark tone={outcomeTones[delivery.outcome]} size={14} />
                  {outcomeWords[delivery.outcome]}
                </span>
              </td>
              <td>
                {callerWords(delivery)}
                {delivery.from !== null && <span className={css.muted}>from {delivery.from}</span>}
              </td>
              <td className={css.free}>
                {delivery.runId !== null && <a href={addresses.run(delivery.runId)}>Show the run</a>}
                {delivery.error !== null && (
                  <>
                    <Sentence text={delivery.error.message} />
                    {delivery.error.hint !== null && (
                      <span className={css.hint}>
                        <Sentence text={delivery.error.hint} />
                      </span>
                    )}
                  </>
                )}
              </td>
              <td className={css.actions}>
                <Button
                  kind="quiet"
                  aria-label="Deliver again"
                  icon={<RotateCw size={14} />}
                  disabled={!delivery.canRedeliver}
                  busy={redeliver.isPending && redeliver.variables === delivery.id}
                  onClick={() => redeliver.mutate(delivery.id)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
