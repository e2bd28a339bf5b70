import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { useOven } from './oven-context.ts'

/** The host is away: what is on the page is as it was, and the window keeps trying. */
export function DisconnectedBanner({ since }: { since: number }) {
  const { connection } = useOven()
  return (
    <Banner tone="attention" action={<Button onClick={connection.retryNow}>Try now</Button>}>
      Disconnected, trying again. Runs go on without this window; what you see is from{' '}
      <RelativeTime at={new Date(since).toISOString()} />.
    </Banner>
  )
}
