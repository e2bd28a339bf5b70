import { EventEmitter } from 'node:events'
import type {
  NotificationAction,
  NotificationActionEventParams,
  NotificationConstructorOptions,
  Notification as RealNotification,
} from 'electron'
import { createEvent, world } from './world.ts'

/**
 * A notification. Whether the system shows it or fails is set in `world`; `userClicks` is the mouse on it, `userPresses` on
 * one of its buttons, `userDismisses` its end.
 */
export class Notification extends EventEmitter {
  title: string
  body: string
  actions: NotificationAction[]

  constructor(options: NotificationConstructorOptions = {}) {
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.actions = options.actions ?? []
  }

  static isSupported(): boolean {
    return world.notificationsAre !== 'unsupported'
  }

  show(): void {
    setImmediate(() => {
      if (world.notificationsAre !== 'shown') {
        this.emit('failed', createEvent(), 'Notifications are not allowed for this application')
        return
      }
      world.notifications.push(this)
      this.emit('show', createEvent())
      world.events.emit('notification', this)
    })
  }

  close(): void {
    this.emit('close', createEvent())
  }

  userClicks(): void {
    this.emit('click', createEvent())
  }

  userPresses(text: string): void {
    const actionIndex = this.actions.findIndex((action) => action.type === 'button' && action.text === text)
    if (actionIndex < 0) throw new Error(`There is no button "${text}" on this notification.`)
    // Only Windows has selections.
    const details = { actionIndex, selectionIndex: -1 } satisfies NotificationActionEventParams
    this.emit('action', createEvent(details), actionIndex, -1)
  }

  userDismisses(): void {
    this.emit('close', createEvent())
  }
}

Notification satisfies (new (
  options?: NotificationConstructorOptions,
) => Pick<RealNotification, 'title' | 'body' | 'actions' | 'show' | 'close'>) &
  Pick<typeof RealNotification, 'isSupported'>
