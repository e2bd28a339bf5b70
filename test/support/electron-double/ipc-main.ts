import { EventEmitter } from 'node:events'
import type { IpcMainEvent } from 'electron'
import type { WebContents } from './web-contents.ts'

export const ipcMain = new EventEmitter()

/** A message of a page to the main process, with who sent it. */
export function deliverToMain(contents: WebContents, channel: string, args: unknown[]): void {
  const event = {
    type: 'frame' as const,
    sender: contents,
    senderFrame: contents.mainFrame,
    frameId: 1,
    processId: contents.id,
    ports: [],
    returnValue: undefined,
    reply: (replyChannel: string, ...replyArgs: unknown[]) => contents.send(replyChannel, ...replyArgs),
  } satisfies Record<Exclude<keyof IpcMainEvent, 'preventDefault' | 'defaultPrevented'>, unknown>
  ipcMain.emit(channel, event, ...args)
}
