import { EventEmitter } from 'node:events'
import type { NotificationConstructorOptions, Notification as RealNotification } from 'electron'
import { createEvent, world } from './world.ts'

/** A notification. Whether the system shows it or fails is set in `world`; `userClicks` is the mouse. */
export class Notification extends EventEmitter {
  title: string
  body: string

  constructor(options: NotificationConstructorOptions = {}) {
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
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
}

Notification satisfies (new (
  options?: NotificationConstructorOptions,
) => Pick<RealNotification, 'title' | 'body' | 'show' | 'close'>) &
  Pick<typeof RealNotification, 'isSupported'>
