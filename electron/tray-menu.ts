import type { MenuItemConstructorOptions } from 'electron'
import { inAnHour, tomorrowMorning } from '../contract/pause-until.ts'
import { describePause, type TrayState } from './tray-view.ts'

export interface TrayMenuActions {
  openWindow(): void
  /** `null`: until somebody resumes. */
  pause(until: Date | null): void
  resume(): void
  quit(): void
  /** What else the menu holds before its end: updates, the command, diagnostics. */
  more?(): MenuItemConstructorOptions[]
}

/** The menu of a right click on the icon: plain, and there when nothing else is. */
export function trayMenu(
  { core, pause }: Pick<TrayState, 'core' | 'pause'>,
  actions: TrayMenuActions,
  now: () => Date = () => new Date(),
): MenuItemConstructorOptions[] {
  const { openWindow, quit } = actions
  return [
    { label: 'Open Agent Oven', click: () => openWindow() },
    { type: 'separator' },
    ...(core === 'running' ? pauseItems(pause, actions, now) : []),
    ...(actions.more?.() ?? []),
    { label: 'Quit Agent Oven', click: () => quit() },
  ]
}

function pauseItems(
  pause: TrayState['pause'],
  actions: TrayMenuActions,
  now: () => Date,
): MenuItemConstructorOptions[] {
  if (pause !== null) {
    return [
      { label: describePause(pause, now()), enabled: false },
      { label: 'Resume schedules', click: () => actions.resume() },
      { type: 'separator' },
    ]
  }
  return [
    { label: 'Pause all schedules for an hour', click: () => actions.pause(inAnHour(now())) },
    { label: 'Pause until tomorrow, 08:00', click: () => actions.pause(tomorrowMorning(now())) },
    { label: 'Pause until resumed', click: () => actions.pause(null) },
    { type: 'separator' },
  ]
}
