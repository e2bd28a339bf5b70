import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type {
  WebContents as RealContents,
  WebContentsConsoleMessageEventParams,
  WindowOpenHandlerResponse,
} from 'electron'
import type { Page, Request as PageRequest, Route } from 'playwright-core'
import { openChromium } from './chromium.ts'
import { deliverToMain } from './ipc-main.ts'
import type { MessagePortMain } from './message-ports.ts'
import {
  type FromPage,
  PAGE_BINDING,
  PAGE_RECEIVER,
  pageScript,
  type ToPage,
  type WireData,
} from './page-side.ts'
import { answerOwnScheme, fromPageAddress, toPageAddress } from './protocol.ts'
import { createEvent, world } from './world.ts'

type OpenHandler = (details: { url: string }) => Pick<WindowOpenHandlerResponse, 'action'>

const LEVELS: Record<string, WebContentsConsoleMessageEventParams['level']> = {
  error: 'error',
  warning: 'warning',
  debug: 'debug',
}

let lastContentsId = 0
let lastPortId = 0

/** A page of Debian's chromium as Electron's main process sees it. */
export class WebContents extends EventEmitter {
  readonly id = ++lastContentsId
  /** The page itself, for tests to look at and click in. */
  readonly page: Promise<Page>
  readonly #ports = new Map<number, MessagePortMain>()
  readonly #outbox: ToPage[] = []
  #sending: Promise<void> = Promise.resolve()
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #url = ''
  #isDestroyed = false
  /** Navigations that the app began itself are not asked about. */
  #ownNavigations = 0

  constructor(options: { preload: string | undefined; width: number; height: number }) {
    super()
    this.page = this.#openPage(options)
    this.page.catch((error) => {
      // The browser is closed under pages that were only being opened.
      if (!this.#isDestroyed) world.pageErrors.push(String(error))
    })
  }

  get mainFrame() {
    return { url: this.#url, parent: null, origin: new URL(this.#url || 'about:blank').origin }
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.page
    this.#ownNavigations += 1
    try {
      await page.goto(toPageAddress(address))
    } finally {
      this.#ownNavigations -= 1
    }
    this.#url = fromPageAddress(page.url())
    if (!this.#isDestroyed) this.emit('did-finish-load')
  }

  reload(): void {
    this.page.then((page) => page.reload()).catch(() => {})
  }

  send(channel: string, ...args: unknown[]): void {
    this.#post({ kind: 'ipc', channel, args: structuredClone(args), ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => {
      const id = ++lastPortId
      this.#ports.set(id, port)
      port.handOver({
        send: (data) => this.#post({ kind: 'port', id, data: pack(data) }),
        close: () => this.#post({ kind: 'port-closed', id }),
      })
      return id
    })
    this.#post({ kind: 'ipc', channel, args: [structuredClone(message)], ports })
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#dropPorts()
    this.emit('destroyed')
    this.page.then((page) => page.context().close()).catch(() => {})
  }

  async #openPage(options: { preload: string | undefined; width: number; height: number }): Promise<Page> {
    const browser = await openChromium()
    const { width, height } = options
    const context = await browser.newContext({ viewport: { width, height } })
    await context.exposeBinding(PAGE_BINDING, (_source, message: FromPage) => this.#receive(message))
    if (options.preload !== undefined) {
      await context.addInitScript({ content: pageScript(readFileSync(options.preload, 'utf8')) })
    }
    await context.route('**/*', (route) => this.#answer(route))
    const page = await context.newPage()
    page.on('popup', (popup) => void popup.close().catch(() => {}))
    const devtools = await context.newCDPSession(page)
    await devtools.send('Page.enable')
    devtools.on('Page.windowOpen', ({ url }) => this.#askToOpen(fromPageAddress(url)))
    page.on('pageerror', (error) => world.pageErrors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') world.pageErrors.push(message.text())
      const { url, lineNumber } = message.location()
      const details = {
        message: message.text(),
        level: LEVELS[message.type()] ?? 'info',
        lineNumber: lineNumber + 1,
        sourceId: fromPageAddress(url),
      } satisfies Omit<WebContentsConsoleMessageEventParams, 'frame'>
      this.emit('console-message', createEvent({ ...details, frame: this.mainFrame }))
    })
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = fromPageAddress(frame.url())
    })
    return page
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const address = fromPageAddress(request.url())
    if (pageOf(request) !== (await this.page)) {
      // A window that the page opened: Electron asks before it is made, here it is closed unseen.
      return route.abort('aborted')
    }
    if (request.isNavigationRequest()) {
      const isMain = request.frame().parentFrame() === null
      // A new document ends the ports that the one before it held.
      if (this.#isRefused(address, isMain)) return route.abort('aborted')
      if (isMain) this.#dropPorts()
    }
    const response = address === request.url() ? null : await answerOwnScheme(address, request.method())
    if (response === null) {
      world.refusedRequests.push(request.url())
      return route.abort('blockedbyclient')
    }
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  #isRefused(url: string, isMainFrame: boolean): boolean {
    if (this.#ownNavigations > 0) return false
    const event = createEvent({ url, isMainFrame })
    this.emit('will-frame-navigate', event)
    if (isMainFrame) this.emit('will-navigate', event)
    return event.defaultPrevented
  }

  #askToOpen(url: string): void {
    if (this.#openHandler({ url }).action === 'allow')
      world.pageErrors.push(`The stand-in cannot open a second window: ${url}`)
  }

  #receive(message: FromPage): void {
    if (this.#isDestroyed) return
    if (message.kind === 'ipc') deliverToMain(this, message.channel, message.args)
    else if (message.kind === 'port') this.#ports.get(message.id)?.receiveFromRemote(unpack(message.data))
    else this.#closePort(message.id)
  }

  #closePort(id: number): void {
    this.#ports.get(id)?.close()
    this.#ports.delete(id)
  }

  #dropPorts(): void {
    for (const id of [...this.#ports.keys()]) this.#closePort(id)
  }

  /** In order, and as many at a time as have gathered. */
  #post(message: ToPage): void {
    if (this.#isDestroyed) return
    this.#outbox.push(message)
    this.#sending = this.#sending.then(() => this.#flush())
  }

  async #flush(): Promise<void> {
    const messages = this.#outbox.splice(0)
    if (messages.length === 0 || this.#isDestroyed) return
    const page = await this.page
    await page
      .evaluate(
        ([receiver, batch]) => {
          const receive = (window as unknown as Record<string, (messages: unknown) => void>)[receiver]
          receive?.(batch)
        },
        [PAGE_RECEIVER, messages] as const,
      )
      // The page navigated or closed meanwhile; its messages go with it, as Electron's do.
      .catch(() => {})
  }
}

/** Null for a window that is only just being made. */
function pageOf(request: PageRequest): Page | null {
  try {
    return request.frame().page()
  } catch {
    return null
  }
}

function pack(data: unknown): WireData {
  if (data instanceof ArrayBuffer) return { base64: Buffer.from(data).toString('base64') }
  if (data instanceof Uint8Array) return { base64: Buffer.from(data).toString('base64') }
  return { json: data }
}

function unpack(wire: WireData): unknown {
  return 'json' in wire ? wire.json : new Uint8Array(Buffer.from(wire.base64, 'base64'))
}

WebContents satisfies new (
  ...args: never[]
) => Pick<RealContents, 'id' | 'getURL' | 'isDestroyed' | 'loadURL' | 'reload' | 'send'>
