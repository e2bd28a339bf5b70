import { Button } from '../parts/button.tsx'
import { Duration } from '../parts/time.tsx'
import css from './disconnected-banner.module.css'
import { useOven } from './oven-context.ts'

/** The host is away: what is on the page is as it was, and the window keeps trying. */
export function DisconnectedBanner({ since }: { since: number }) {
  const { connection } = useOven()
  return (
    <div className={css.banner} role="status">
      <span>
        Disconnected, trying again. What you see is as it was{' '}
        <Duration ms={null} since={new Date(since).toISOString()} /> ago; runs go on without this window.
      </span>
      <Button onClick={connection.retryNow}>Try now</Button>
    </div>
  )
}
