import { useMutation, useQueryClient } from '@tanstack/react-query'
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
