import { EventEmitter } from 'node:events'
import type { MessageChannelMain as RealChannel, MessagePortMain as RealPort } from 'electron'

/** Where the messages of a port go that was handed to a page. */
export interface RemoteEnd {
  send(data: unknown): void
  close(): void
}

/** One end of a channel in the main process. Messages wait until `start`, as in Electron. */
export class MessagePortMain extends EventEmitter {
  #other: MessagePortMain | null = null
  #remote: RemoteEnd | null = null
  #waiting: unknown[] = []
  #isStarted = false
  #isClosed = false

  entangle(other: MessagePortMain): void {
    this.#other = other
  }

  postMessage(message: unknown): void {
    if (this.#remote !== null) throw new Error('A port that was handed on cannot be used here any more.')
    if (!this.#isClosed) this.#other?.receive(structuredClone(message))
  }

  start(): void {
    this.#isStarted = true
    this.#flush()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#other?.otherClosed()
  }

  /** Hands this end to a page: what the other end posts goes there from now on. */
  handOver(remote: RemoteEnd): void {
    if (this.#remote !== null) throw new Error('A port can be handed on only once.')
    this.#remote = remote
    this.start()
    if (this.#isClosed) remote.close()
  }

  /** A message that came back from the page holding this end. */
  receiveFromRemote(data: unknown): void {
    if (!this.#isClosed) this.#other?.receive(data)
  }

  receive(data: unknown): void {
    this.#waiting.push(data)
    // Delivery is never within `postMessage`, neither in Electron.
    setImmediate(() => this.#flush())
  }

  otherClosed(): void {
    if (this.#isClosed) return
    setImmediate(() => {
      if (this.#isClosed) return
      this.#flush()
      this.#isClosed = true
      this.#remote?.close()
      this.emit('close')
    })
  }

  #flush(): void {
    if (!this.#isStarted) return
    for (const data of this.#waiting.splice(0)) {
      if (this.#remote !== null) this.#remote.send(data)
      else if (!this.#isClosed) this.emit('message', { data, ports: [] })
    }
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()

  constructor() {
    this.port1.entangle(this.port2)
    this.port2.entangle(this.port1)
  }
}

MessagePortMain satisfies new () => Pick<RealPort, 'postMessage' | 'start' | 'close'>
MessageChannelMain satisfies new () => Record<keyof Pick<RealChannel, 'port1' | 'port2'>, MessagePortMain>
