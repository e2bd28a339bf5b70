import { useEffect } from 'react'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { useToasts } from '../parts/toasts.tsx'
import { useDesktop } from './use-desktop.ts'

/** Shows what macOS would not show as notifications, such as those of an app that is not signed. */
export function DesktopNotices() {
  const desktop = useDesktop()
  const { show } = useToasts()
  useEffect(() => {
    if (desktop === null) return
    const leaving = new AbortController()
    const follow = async () => {
      for await (const notice of await desktop.notices.watch(undefined, { signal: leaving.signal })) {
        const address = addressOf(notice)
        show({
          tone: 'attention',
          message: notice.title,
          hint: notice.body,
          ...(address !== null && { action: { label: 'Show', act: () => goTo(address) } }),
        })
        await desktop.notices.dismiss({ id: notice.id })
      }
    }
    // The stream ends with the window or the host; the next port begins anew.
    follow().catch(() => {})
    return () => leaving.abort()
  }, [desktop, show])
  return null
}

function addressOf({ runId, jobId }: { runId: string | null; jobId: string | null }): string | null {
  if (runId !== null) return addresses.run(runId)
  return jobId === null ? null : addresses.job(jobId)
}
