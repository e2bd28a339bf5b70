import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain as RealPort } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import type { desktopContract } from '../../contract/desktop.ts'
import { createCoreHost, type OpenCore } from '../../electron/core-host.ts'
import { type DesktopServices, desktopRouter } from '../../electron/desktop-router.ts'
import { createNotices } from '../../electron/notices.ts'
import { serveWindowPorts } from '../../electron/window-ports.ts'
import { app } from '../support/electron-double/app.ts'
import { shell } from '../support/electron-double/machine.ts'
import type { MessagePortMain } from '../support/electron-double/message-ports.ts'
import { stubServices } from './stub-services.ts'

/** A page's side as the main process sees it: who it is, and what it was sent. */
class Sender extends EventEmitter {
  readonly id: number
  readonly sent: { channel: string; args: unknown[] }[] = []
  readonly ports: { channel: string; port: MessagePortMain }[] = []
  #isDestroyed = false

  constructor(id: number) {
    super()
    this.id = id
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args })
  }

  postMessage(channel: string, _message: unknown, [port]: MessagePortMain[]): void {
    this.ports.push({ channel, port: port! })
  }

  destroy(): void {
    this.#isDestroyed = true
    this.emit('destroyed')
  }

  portOn(channel: string): MessagePortMain {
    return this.ports.findLast((handed) => handed.channel === channel)!.port
  }
}

let ipcMain: EventEmitter
let attempts: (() => Promise<OpenCore<string>>)[]
const notices = createNotices({ now: Date.now })
const popover = { fit: (height: number) => height, hide() {} }
const context: DesktopServices = {
  app,
  shell,
  platform: 'darwin',
  home: '/h',
  notices,
  ...stubServices(),
  openWindow: () => {},
  popover,
}

function serve() {
  ipcMain = new EventEmitter()
  const core = createCoreHost<string>({ open: () => attempts.shift()!(), log: () => {} })
  const desktop = new RPCHandler(desktopRouter)
  serveWindowPorts({
    ipcMain: ipcMain as never,
    trustedOrigin: 'app://oven',
    core,
    serveOven: (port, services) => port.postMessage(`served by ${services}`),
    serveDesktop: (port) => desktop.upgrade(port as RealPort, { context }),
  })
}

const connect = (sender: Sender, url = 'app://oven/', parent: object | null = null) =>
  ipcMain.emit('oven:connect', { sender, senderFrame: { url, parent } })
const coreOf = (services: string): OpenCore<string> => ({ services, wake() {}, close: async () => {} })

beforeEach(() => {
  attempts = [async () => coreOf('first')]
  serve()
})

test('a window gets both ports, the oven’s as soon as the core runs', async () => {
  const sender = new Sender(1)
  connect(sender)
  expect(sender.ports.map(({ channel }) => channel)).toEqual(['oven:desktop-port'])
  await expect
    .poll(() => sender.ports.map(({ channel }) => channel))
    .toEqual(['oven:desktop-port', 'oven:port'])
  const messages: unknown[] = []
  const port = sender.portOn('oven:port')
  port.on('message', ({ data }) => messages.push(data))
  port.start()
  await expect.poll(() => messages).toEqual(['served by first'])
})

test('the desktop’s contract is answered over its port', async () => {
  const sender = new Sender(1)
  connect(sender)
  const port = sender.portOn('oven:desktop-port')
  const client: ContractRouterClient<typeof desktopContract> = createORPCClient(
    new RPCLink({ port: port as never }),
  )
  port.start()
  expect(await client.loginItem.show()).toEqual({ status: 'off', hint: null })
})

test.each([
  ['another origin', 'https://example.com/', null],
  ['a look-alike', 'app://oven.example/', null],
  ['a frame inside the page', 'app://oven/', { url: 'app://oven/' }],
])('%s gets no answer', async (_who, url, parent) => {
  const sender = new Sender(1)
  connect(sender, url, parent)
  await sleep(5)
  expect({ ports: sender.ports, sent: sender.sent }).toEqual({ ports: [], sent: [] })
})

test('a core that failed is told with its reason, and asking again tries it again', async () => {
  const refusal = Object.assign(new Error('The disk is full.'), { hint: 'Make room.' })
  attempts = [() => Promise.reject(refusal), async () => coreOf('second')]
  serve()
  const sender = new Sender(1)
  connect(sender)
  await expect
    .poll(() => sender.sent)
    .toEqual([{ channel: 'oven:failed', args: [{ message: 'The disk is full.', hint: 'Make room.' }] }])
  connect(sender)
  await expect
    .poll(() => sender.ports.map(({ channel }) => channel))
    .toEqual(['oven:desktop-port', 'oven:desktop-port', 'oven:port'])
  expect(sender.sent).toHaveLength(1)
})

test('asking again closes the ports before, closing the window all of them', async () => {
  const sender = new Sender(1)
  connect(sender)
  await expect.poll(() => sender.ports).toHaveLength(2)
  const closed: string[] = []
  for (const { channel, port } of sender.ports) port.on('close', () => closed.push(`old ${channel}`))
  connect(sender)
  await expect.poll(() => sender.ports).toHaveLength(4)
  await expect.poll(() => closed).toEqual(['old oven:desktop-port', 'old oven:port'])
  sender.portOn('oven:port').on('close', () => closed.push('new'))
  sender.destroy()
  await expect.poll(() => closed).toEqual(['old oven:desktop-port', 'old oven:port', 'new'])
})

test('windows do not share ports', async () => {
  const [first, second] = [new Sender(1), new Sender(2)]
  connect(first)
  connect(second)
  await expect.poll(() => [first.ports.length, second.ports.length]).toEqual([2, 2])
  let isClosed = false
  second.portOn('oven:port').on('close', () => {
    isClosed = true
  })
  first.destroy()
  await sleep(5)
  expect(isClosed).toBe(false)
})
