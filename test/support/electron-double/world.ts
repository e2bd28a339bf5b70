import { EventEmitter } from 'node:events'
import type { CrashReporterStartOptions, MessageBoxOptions, Rectangle, RelaunchOptions } from 'electron'
import type { BrowserWindow } from './browser-window.ts'
import type { Menu } from './menu.ts'
import type { Notification } from './notification.ts'
import type { Tray } from './tray.ts'

/**
 * The machine around the stand-in: what a test sets up before the app starts, and what it looks at afterwards.
 * One per process, as Electron itself is.
 */
export const world = {
  /** Folder that `app.getAppPath()` answers: the checkout. */
  appPath: process.cwd(),
  /** Folder of Chromium's and the desktop's own files. Must be set before the app starts. */
  userData: '',
  isPackaged: false,
  version: '0.0.0-double',
  loginItem: { openAtLogin: false, needsApproval: false, wasOpenedAtLogin: false },
  /** What the system does with a notification: an unsigned app's fail on macOS. */
  notificationsAre: 'shown' as 'shown' | 'failed' | 'unsupported',
  isOnBattery: false,
  /** Program that opens links of these schemes: this app. */
  ownSchemes: new Set<string>(),
  trayBounds: { x: 1200, y: 0, width: 24, height: 24 } as Rectangle,
  workArea: { x: 0, y: 25, width: 1440, height: 875 } as Rectangle,

  isReady: false,
  exitCode: null as number | null,
  windows: [] as BrowserWindow[],
  trays: [] as Tray[],
  notifications: [] as Notification[],
  poppedUpMenus: [] as Menu[],
  /** Held back from sleep, by number. */
  powerSaveBlockers: new Map<number, string>(),
  /** Message boxes that wait for an answer, the oldest first. */
  questions: [] as { options: MessageBoxOptions; answer(response: number): void }[],
  /** Boxes that say an error and wait for nobody here. */
  errorBoxes: [] as { title: string; content: string }[],
  relaunches: [] as RelaunchOptions[],
  /** How reports of crashes are kept, once they are. */
  crashReporting: null as CrashReporterStartOptions | null,
  /** How often the app put itself before the others. */
  focusStolen: 0,
  clipboard: '',
  /** What Squirrel fetched, and whether the app was swapped for it. */
  update: { bytes: null as Buffer | null, isInstalled: false },
  openedExternally: [] as string[],
  openedPaths: [] as string[],
  /** Requests of pages for other hosts, which were refused. */
  refusedRequests: [] as string[],
  /** Messages of pages' consoles that are errors, and exceptions in pages. */
  pageErrors: [] as string[],
  /** `ready`, `exit` and `window` of the machine itself. */
  events: new EventEmitter(),
}

/** Electron throws where something is used before the app is ready; so does its stand-in. */
export function requireReady(what: string): void {
  if (!world.isReady) throw new Error(`${what} cannot be used before the app is ready.`)
}

/** An event whose default action a listener may prevent. */
export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

export function createEvent<Extra extends object>(extra: Extra = {} as Extra): Extra & PreventableEvent {
  const event = {
    ...extra,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}
