import type { App } from 'electron'
import type { LoginItem } from '../contract/desktop.ts'

type LoginItemApp = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>

/** Reads whether macOS starts the app at login. */
export function readLoginItem({ app, platform }: { app: LoginItemApp; platform: string }): LoginItem {
  if (platform !== 'darwin')
    return {
      status: 'unsupported',
      hint: '`oven service install` starts the oven with your session instead.',
    }
  switch (app.getLoginItemSettings({ type: 'mainAppService' }).status) {
    case 'enabled':
      return { status: 'on', hint: null }
    case 'requires-approval':
      return {
        status: 'requires-approval',
        hint: 'Allow Agent Oven in System Settings, General, Login Items.',
      }
    default:
      return { status: 'off', hint: null }
  }
}

/** Asks macOS to start the app at login or not to, and answers what came of it. */
export function setLoginItem(options: {
  app: LoginItemApp
  platform: string
  openAtLogin: boolean
}): LoginItem {
  const { app, platform, openAtLogin } = options
  if (platform === 'darwin') app.setLoginItemSettings({ openAtLogin, type: 'mainAppService' })
  return readLoginItem({ app, platform })
}
