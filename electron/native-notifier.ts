import { Notification } from 'electron'
import type { Notifier } from '../core/ports/notifier.ts'
import type { Notices } from './notices.ts'

/** Notifications kept for their clicks; without a reference a shown one is collected as garbage and its click lost. */
const KEPT_AT_MOST = 30

/**
 * Shows messages as native notifications; a click opens the run or the job they are about. macOS refuses them to
 * unsigned apps, which Electron tells by `failed` alone: such a message is shown in the window instead.
 */
export function createNativeNotifier(options: {
  notices: Notices
  openWindow: (page: string | null) => void
  isSupported?: () => boolean
}): Notifier {
  const { notices, openWindow, isSupported = Notification.isSupported } = options
  const shown = new Set<Notification>()

  return {
    notify({ title, body, runId, jobId }) {
      const showInWindow = () => notices.add({ title, body, runId, jobId })
      if (!isSupported()) return showInWindow()
      const notification = new Notification({ title, body })
      const forget = () => shown.delete(notification)
      notification.on('click', () => {
        forget()
        openWindow(pageOf(runId, jobId))
      })
      notification.on('failed', () => {
        forget()
        showInWindow()
      })
      notification.on('close', forget)
      shown.add(notification)
      const [oldest] = shown
      if (shown.size > KEPT_AT_MOST && oldest !== undefined) shown.delete(oldest)
      notification.show()
    },
  }
}

function pageOf(runId: string | null, jobId: string | null): string | null {
  if (runId !== null) return `/runs/${encodeURIComponent(runId)}`
  if (jobId !== null) return `/jobs/${encodeURIComponent(jobId)}`
  return null
}
