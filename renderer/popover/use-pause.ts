import { useMutation, useQueryClient } from '@tanstack/react-query'
import { inAnHour, tomorrowMorning } from '../../contract/pause-until.ts'
import { useOven } from '../app/oven-context.ts'
import type { MenuEntry } from '../parts/menu.tsx'

/** Pauses and resumes all schedules. */
export function usePause() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const onSettled = () => queryClient.invalidateQueries({ queryKey: queries.status.key() })
  const pause = useMutation({
    mutationFn: (until: Date | null) => client.schedule.pause({ until: until?.toISOString() ?? null }),
    onSettled,
  })
  const resume = useMutation({ mutationFn: () => client.schedule.resume(), onSettled })
  const entries: MenuEntry[] = [
    { label: 'For an hour', onSelect: () => pause.mutate(inAnHour(new Date())) },
    { label: 'Until tomorrow, 08:00', onSelect: () => pause.mutate(tomorrowMorning(new Date())) },
    { label: 'Until I resume them', onSelect: () => pause.mutate(null) },
  ]
  return { pause, resume, entries }
}
