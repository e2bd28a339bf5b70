/**
 * Stands in for the module `electron` where its runtime cannot be had: the parts of its API that this app uses,
 * with windows backed by pages of Debian's chromium. vitest takes it in place of `electron` by an alias; the boot
 * check by a module hook. What each part does and leaves out is written in README.md beside this file.
 */
import { app } from './app.ts'
import { autoUpdater } from './auto-updater.ts'
import { BrowserWindow } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import {
  clipboard,
  crashReporter,
  dialog,
  powerMonitor,
  powerSaveBlocker,
  screen,
  session,
  shell,
} from './machine.ts'
import { Menu } from './menu.ts'
import { MessageChannelMain } from './message-ports.ts'
import { nativeImage } from './native-image.ts'
import { net } from './net.ts'
import { Notification } from './notification.ts'
import { protocol } from './protocol.ts'
import { safeStorage } from './safe-storage.ts'
import { Tray } from './tray.ts'

export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  net,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
}

export default {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  net,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
}
