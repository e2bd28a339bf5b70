import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { useToasts } from '../parts/toasts.tsx'

/** Calls under way together: the host answers them one after another, the line between need not wait for each. */
const AT_ONCE = 6

/** Does one thing with many jobs. What was refused is said once, with the first reason; the ids that were done are answered. */
export function useManyJobs() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { show } = useToasts()
  const [busy, setBusy] = useState(false)

  async function each(ids: readonly string[], act: (id: string) => Promise<unknown>): Promise<string[]> {
    setBusy(true)
    const left = [...ids]
    const done: string[] = []
    const refused: unknown[] = []
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        try {
          await act(id)
          done.push(id)
        } catch (error) {
          refused.push(error)
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, work))
    setBusy(false)
    void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
    void queryClient.invalidateQueries({ queryKey: queries.status.key() })
    if (refused.length > 0) {
      const { message, hint } = toRefusal(refused[0])
      const others = refused.length > 1 ? ` (${formatNumberOf(refused.length, 'job')} refused)` : ''
      show({ tone: 'attention', message: `${message}${others}`, hint })
    }
    return done
  }

  return {
    busy,
    enableAll: (ids: readonly string[], enabled: boolean) =>
      each(ids, (id) => (enabled ? client.jobs.enable({ id }) : client.jobs.disable({ id }))),
    runAll: (ids: readonly string[]) => each(ids, (id) => client.jobs.run({ id })),
  }
}
