import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { formatAbsolute, formatUpcoming } from '../format/time.ts'
import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import { useOven } from './oven-context.ts'

/** Says on every page that no schedule fires at the moment, and lets them go on. */
export function PausedBanner() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { data } = useQuery(queries.status.show.queryOptions())
  const resume = useMutation({
    mutationFn: () => client.schedule.resume(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queries.status.key() }),
  })
  const pause = data?.pause ?? null
  if (pause === null) return null
  return (
    <Banner
      tone="waiting"
      action={
        <Button busy={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      }
    >
      All schedules are paused
      {pause.until !== null && (
        <>
          {' until '}
          <span {...tip(formatAbsolute(pause.until))}>{formatUpcoming(pause.until, Date.now())}</span>
        </>
      )}
      . What comes due is skipped; runs that you start yourself still bake.
    </Banner>
  )
}
