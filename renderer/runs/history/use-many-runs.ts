import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOven } from '../../app/oven-context.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { useToasts } from '../../parts/toasts.tsx'

/** Stops or repeats many runs, one after another. Answers how many were; what was refused is said once. */
export function useManyRuns() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { show } = useToasts()
  const [busy, setBusy] = useState(false)

  async function act(how: 'stop' | 'retry', ids: readonly string[]): Promise<number> {
    setBusy(true)
    const refused: unknown[] = []
    for (const runId of ids) {
      try {
        if (how === 'stop') await client.runs.cancel({ runId })
        else await client.runs.retry({ runId })
      } catch (error) {
        refused.push(error)
      }
    }
    setBusy(false)
    void queryClient.invalidateQueries({ queryKey: queries.runs.key() })
    if (refused.length > 0) {
      const { message, hint } = toRefusal(refused[0])
      const others = refused.length > 1 ? ` (${formatNumberOf(refused.length, 'run')} refused)` : ''
      show({ tone: 'attention', message: `${message}${others}`, hint })
    }
    return ids.length - refused.length
  }

  return { act, busy }
}
