/** What the stand-in's half in the page tells its half in the main process. */
export type FromPage =
  | { kind: 'ipc'; channel: string; args: unknown[] }
  | { kind: 'port'; id: number; data: WireData }
  | { kind: 'port-closed'; id: number }

/** And the other way round. */
export type ToPage =
  | { kind: 'ipc'; channel: string; args: unknown[]; ports: number[] }
  | { kind: 'port'; id: number; data: WireData }
  | { kind: 'port-closed'; id: number }

/** Message data as it crosses between the two, where only JSON passes. */
export type WireData = { json: unknown } | { base64: string }

export const PAGE_BINDING = '__electronDoubleSend'
export const PAGE_RECEIVER = '__electronDoubleReceive'

interface PageOptions {
  platform: string
  binding: string
  receiver: string
}

type PreloadScript = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  process: { platform: string; type: string; sandboxed: boolean },
) => void

/** The text of a script that runs a preload script, given as its source, in a page. */
export function pageScript(preload: string): string {
  const options: PageOptions = {
    platform: process.platform,
    binding: PAGE_BINDING,
    receiver: PAGE_RECEIVER,
  }
  // Not `new Function`: the page's content security policy refuses to evaluate text.
  const script = `function (require, module, exports, process) {\n${preload}\n}`
  return `(${installInPage})(${JSON.stringify(options)}, ${script})`
}

/**
 * Runs in the page before its own scripts: gives the real preload script the `electron` of a sandboxed renderer and
 * runs it. Self-contained, because it is sent there as text.
 */
function installInPage(options: PageOptions, runPreload: PreloadScript): void {
  if (window.top !== window) return
  const scope = window as unknown as Record<string, unknown>
  const tell = scope[options.binding] as (message: FromPage) => Promise<void>
  type Listener = (event: { ports: MessagePort[] }, ...args: unknown[]) => void
  const listeners = new Map<string, Set<Listener>>()
  const bridged = new Map<number, MessagePort>()
  const idsOfPorts = new WeakMap<MessagePort, number>()
  const onTheWay: (number | undefined)[][] = []
  const arrived = new Map<number, MessagePort>()

  const pack = (data: unknown): WireData => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
    if (!(bytes instanceof Uint8Array)) return { json: data }
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return { base64: btoa(text) }
  }
  const unpack = (wire: WireData): unknown =>
    'json' in wire ? wire.json : Uint8Array.from(atob(wire.base64), (letter) => letter.charCodeAt(0))

  const openPort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    bridged.set(id, port1)
    idsOfPorts.set(port2, id)
    port1.addEventListener('message', (event) => void tell({ kind: 'port', id, data: pack(event.data) }))
    port1.start()
    return port2
  }

  // Electron adds to ports a `close` event for when the other end has gone, which Chromium alone has not
  // (https://www.electronjs.org/docs/latest/tutorial/message-ports#extension-close-event). A port becomes another object
  // when it is posted, so those that arrive are matched with those that were posted, in order.
  const postToWindow = window.postMessage.bind(window)
  window.postMessage = (...args: unknown[]) => {
    const transfer = args.find((argument) => Array.isArray(argument)) as unknown[] | undefined
    const ports = transfer?.filter((part) => part instanceof MessagePort) ?? []
    if (ports.length > 0) onTheWay.push(ports.map((port) => idsOfPorts.get(port)))
    postToWindow(...(args as Parameters<typeof postToWindow>))
  }
  window.addEventListener(
    'message',
    ({ ports }) => {
      const ids = ports.length > 0 ? (onTheWay.shift() ?? []) : []
      for (const [index, id] of ids.entries()) {
        const port = ports[index]
        if (id === undefined || port === undefined) continue
        arrived.set(id, port)
        port.close = () => {
          MessagePort.prototype.close.call(port)
          void tell({ kind: 'port-closed', id })
        }
      }
    },
    { capture: true },
  )
  const closePort = (id: number) => {
    bridged.get(id)?.close()
    arrived.get(id)?.dispatchEvent(new Event('close'))
  }

  Object.defineProperty(window, options.receiver, {
    value: (messages: ToPage[]) => {
      for (const message of messages) {
        if (message.kind === 'port') bridged.get(message.id)?.postMessage(unpack(message.data))
        else if (message.kind === 'port-closed') closePort(message.id)
        else {
          const event = { ports: message.ports.map(openPort) }
          for (const listener of [...(listeners.get(message.channel) ?? [])]) listener(event, ...message.args)
        }
      }
    },
  })

  const ipcRenderer = {
    on(channel: string, listener: Listener) {
      const known = listeners.get(channel) ?? new Set()
      listeners.set(channel, known.add(listener))
      return ipcRenderer
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
    send(channel: string, ...args: unknown[]) {
      void tell({ kind: 'ipc', channel, args: structuredClone(args) })
    },
  }

  // The bridge copies values and wraps functions; nothing of the preload script's scope comes through.
  const cross = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...args: unknown[]) => cross(value(...args.map((argument) => cross(argument))))
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return Object.freeze(value.map(cross))
    if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value)
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cross(part)])))
  }
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      if (key in window) throw new Error(`Cannot bind an API on top of window.${key}`)
      Object.defineProperty(window, key, { value: cross(api), enumerable: true })
    },
  }

  // The modules a sandboxed preload script may ask for are few; this app needs `electron` alone.
  const require = (name: string) => {
    if (name === 'electron') return { contextBridge, ipcRenderer }
    throw new Error(`module not found: ${name}`)
  }
  const process = { platform: options.platform, type: 'renderer', sandboxed: true }
  const module = { exports: {} }
  runPreload(require, module, module.exports, process)
}
