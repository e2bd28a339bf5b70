import { formatDuration } from '../format/duration.ts'
import { formatAbsolute, formatRelative, relativeStepMs } from '../format/time.ts'
import { useNow } from './ticker.ts'
import { tip } from './tooltip-layer.tsx'

/** An instant as seen from now, with the whole date and time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const slow = useNow(30_000)
  const step = relativeStepMs(at, slow)
  const now = useNow(step)
  return (
    <time dateTime={at} {...tip(formatAbsolute(at))}>
      {formatRelative(at, Math.max(now, slow))}
    </time>
  )
}

/** How long something took, or how long it has been going on: then it ticks. */
export function Duration({ ms, since }: { ms: number | null; since?: string | null }) {
  if (ms !== null) return <span>{formatDuration(ms)}</span>
  return since ? <RunningDuration since={since} /> : <span>–</span>
}

function RunningDuration({ since }: { since: string }) {
  const now = useNow(1000)
  return <span>{formatDuration(Math.max(0, now - Date.parse(since)))}</span>
}
