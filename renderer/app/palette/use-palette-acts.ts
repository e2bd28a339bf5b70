import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Job, RunSummary } from '../../../contract/index.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { runTitle } from '../../format/words.ts'
import { useToasts } from '../../parts/toasts.tsx'
import { useOven } from '../oven-context.ts'
import { addresses } from '../route.ts'
import { goTo } from '../router.ts'

/** What can be done to jobs and runs from anywhere. The palette is closed by then: what came of it is told in a toast. */
export interface PaletteActs {
  run: (jobId: string) => void
  rehearse: (jobId: string) => void
  enable: (job: Job, enabled: boolean) => void
  stop: (run: RunSummary) => void
  retry: (runId: string) => void
  checkCredentials: () => void
  /** Until then; `null`: until somebody resumes. */
  pause: (until: Date | null) => void
  resume: () => void
}

export function usePaletteActs(): PaletteActs {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  return useMemo(() => {
    const doing = (act: () => Promise<void>) => {
      act().catch((error: unknown) => {
        const { message, hint } = toRefusal(error)
        toasts.show({ tone: 'attention', message, hint })
      })
    }
    const start = (id: string, rehearse: boolean) =>
      doing(async () => {
        const run = await client.jobs.run({ id, rehearse })
        void queryClient.invalidateQueries({ queryKey: queries.runs.list.key() })
        goTo(addresses.run(run.id))
      })
    const enable = (job: Job, enabled: boolean, undoable = true) =>
      doing(async () => {
        await (enabled ? client.jobs.enable({ id: job.id }) : client.jobs.disable({ id: job.id }))
        void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
        toasts.show({
          tone: 'succeeded',
          message: enabled ? `The schedule of ${job.name} is on.` : `The schedule of ${job.name} is off.`,
          ...(undoable && { action: { label: 'Undo', act: () => enable(job, !enabled, false) } }),
        })
      })
    const resume = () =>
      doing(async () => {
        const { resumed } = await client.schedule.resume()
        void queryClient.invalidateQueries({ queryKey: queries.status.key() })
        toasts.show({
          tone: 'succeeded',
          message: resumed ? 'All schedules go on.' : 'The schedules were not paused.',
        })
      })
    const pause = (until: Date | null) =>
      doing(async () => {
        await client.schedule.pause({ until: until?.toISOString() ?? null })
        void queryClient.invalidateQueries({ queryKey: queries.status.key() })
        toasts.show({
          tone: 'succeeded',
          message: 'All schedules are paused.',
          action: { label: 'Resume', act: resume },
        })
      })
    return {
      run: (id) => start(id, false),
      rehearse: (id) => start(id, true),
      enable: (job, enabled) => enable(job, enabled),
      stop: (run) =>
        doing(async () => {
          await client.runs.cancel({ runId: run.id })
          toasts.show({ tone: 'succeeded', message: `${runTitle(run)} is being stopped.` })
        }),
      retry: (runId) =>
        doing(async () => {
          const run = await client.runs.retry({ runId })
          goTo(addresses.run(run.id))
        }),
      pause: (until) => pause(until),
      resume: () => resume(),
      checkCredentials: () =>
        doing(async () => {
          await client.auth.check({})
          void queryClient.invalidateQueries({ queryKey: queries.auth.key() })
          goTo(addresses.credentials)
          toasts.show({ tone: 'succeeded', message: 'All credentials were looked at again.' })
        }),
    }
  }, [client, queries, queryClient, toasts])
}
