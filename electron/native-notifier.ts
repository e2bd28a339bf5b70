import { Notification, type NotificationConstructorOptions } from 'electron'
import type { NativeMessage, Notifier, NotifyAct } from '../core/ports/notifier.ts'
import type { Notices } from './notices.ts'

/** Notifications kept for their clicks; without a reference a shown one is collected as garbage and its click lost. */
const KEPT_AT_MOST = 30

const LABELS: Record<NotifyAct, string> = { show: 'Show', 'run-again': 'Run again', 'sign-in': 'Sign in' }

/**
 * Shows messages as native notifications. A click does the first act of the message; where there are several, each has a
 * button (https://www.electronjs.org/docs/latest/api/structures/notification-action). macOS refuses notifications to unsigned
 * apps, which Electron tells by `failed` alone: such a message is shown in the window instead.
 */
export function createNativeNotifier(options: {
  notices: Notices
  /** Does what the user chose. */
  act: (act: NotifyAct, message: NativeMessage) => void
  isSupported?: () => boolean
}): Notifier {
  const { notices, act, isSupported = Notification.isSupported } = options
  const shown = new Set<Notification>()

  return {
    notify(message) {
      const { title, body, runId, jobId } = message
      const showInWindow = () => notices.add({ title, body, runId, jobId })
      if (!isSupported()) return showInWindow()
      const acts: readonly NotifyAct[] = message.acts?.length ? message.acts : ['show']
      const notification = new Notification({ title, body, ...buttonsOf(acts) })
      const forget = () => shown.delete(notification)
      const choose = (index: number) => {
        forget()
        const chosen = acts[index]
        if (chosen !== undefined) act(chosen, message)
      }
      notification.on('click', () => choose(0))
      notification.on('action', ({ actionIndex }) => choose(actionIndex))
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

function buttonsOf(acts: readonly NotifyAct[]): Pick<NotificationConstructorOptions, 'actions'> {
  if (acts.length < 2) return {}
  return { actions: acts.map((act) => ({ type: 'button', text: LABELS[act] })) }
}
