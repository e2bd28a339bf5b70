import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RunSummary } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'

/** Asks a run to stop. Its end follows when the container is gone. */
export function useStopRun() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (runId: string) => client.runs.cancel({ runId }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.runs.key() }),
  })
}

/** Tries a finished run again as its next attempt, or begins at once one that waits for its time. */
export function useRetryRun({ onDone }: { onDone?: (attempt: RunSummary) => void } = {}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (runId: string) => client.runs.retry({ runId }),
    onSuccess: (attempt) => {
      void queryClient.invalidateQueries({ queryKey: queries.runs.key() })
      onDone?.(attempt)
    },
  })
}
