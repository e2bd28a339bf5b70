import { Button } from '../parts/button.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './disconnected-banner.module.css'
import { useOven } from './oven-context.ts'

/** The host is away: what is on the page is as it was, and the window keeps trying. */
export function DisconnectedBanner({ since }: { since: number }) {
  const { connection } = useOven()
  return (
    <div className={css.banner} role="status">
      <span>
        Disconnected, trying again. Runs go on without this window; what you see is from{' '}
        <RelativeTime at={new Date(since).toISOString()} />.
      </span>
      <Button onClick={connection.retryNow}>Try now</Button>
    </div>
  )
}
