import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'

/** Starts a run of a job; `open` goes to the run's page. */
export function useRunJob({ open = false } = {}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, rehearse = false }: { id: string; rehearse?: boolean }) =>
      client.jobs.run({ id, rehearse }),
    onSuccess: (run) => {
      void queryClient.invalidateQueries({ queryKey: queries.runs.list.key() })
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
      if (open) goTo(addresses.run(run.id))
    },
  })
}

/** Switches a job's schedule on or off. Neither ever starts a run. */
export function useEnableJob() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      enabled ? client.jobs.enable({ id }) : client.jobs.disable({ id }),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
      void queryClient.invalidateQueries({ queryKey: queries.status.key() })
    },
  })
}

/** Removes a job; its past runs stay. */
export function useRemoveJob() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    meta: { showsItsErrors: true },
    mutationFn: ({ id, force = false }: { id: string; force?: boolean }) => client.jobs.remove({ id, force }),
    onSuccess: () => {
      goTo(addresses.jobs)
      void queryClient.invalidateQueries({ queryKey: queries.jobs.list.key() })
      void queryClient.invalidateQueries({ queryKey: queries.status.key() })
    },
  })
}
