import type { EngineState } from '../../contract/index.ts'
import type { OvenError } from '../../core/errors.ts'
import { type Connection, pingEngine } from './connection.ts'
import type { Deadlines, Intervals } from './deadlines.ts'
import { type Candidate, type DiscoveryOptions, listCandidates } from './discovery.ts'
import { findEngine } from './find-engine.ts'
import { guardCall } from './guarded-call.ts'
import { openLifeLine } from './life-line.ts'
import { engineDown, isConnectionError, type Subject, toOvenError } from './refusal.ts'

export interface EngineLinkOptions {
  discovery: DiscoveryOptions
  deadlines: Deadlines
  intervals: Intervals
  log: (message: string) => void
}

/** How an engine was lost: a dead one may have lost output it had not written down yet, a silent one has not. */
export interface Loss {
  at: number
  died: boolean
}

/**
 * The oven's hold on its engine: finds it, pins it, notices when it goes and comes, and lets no call wait on a dead
 * one. While containers are watched, an event stream is the life line and a ping every 2 s finds a hung engine;
 * while nobody waits for a container, it is only pinged rarely (nothing at all when nobody listens).
 */
export class EngineLink {
  private readonly options: EngineLinkOptions
  private connection: Connection | null = null
  private connecting: Promise<Connection> | null = null
  private pinned: Candidate | null = null
  private known: EngineState = { status: 'unknown' }
  private loss: Loss | null = null
  /** When the life line of the present connection broke. A ping that follows may take as long as an engine's start. */
  private brokenAt: number | null = null
  private lifeLine: { close(): void } | null = null
  private pinging: Promise<void> | null = null
  private watchers = 0
  private calls = 0
  private timer: NodeJS.Timeout | null = null
  private closed = false
  private readonly changeListeners = new Set<(state: EngineState) => void>()
  private readonly lostListeners = new Set<(error: OvenError) => void>()

  constructor(options: EngineLinkOptions) {
    this.options = options
  }

  state(): EngineState {
    return this.known
  }

  lastLoss(): Loss | null {
    return this.loss
  }

  onChange(listener: (state: EngineState) => void): () => void {
    this.changeListeners.add(listener)
    this.schedule()
    return () => {
      this.changeListeners.delete(listener)
      this.schedule()
    }
  }

  /** Keeps the life line up until the answer is called; the engine stays pinned as long. */
  watch(): () => void {
    this.watchers++
    this.tendLifeLine()
    this.schedule()
    let released = false
    return () => {
      if (released) return
      released = true
      this.watchers--
      this.tendLifeLine()
      this.schedule()
    }
  }

  /** Called once with the reason when the present connection is lost. The answer ends it. */
  onLost(listener: (error: OvenError) => void): () => void {
    this.lostListeners.add(listener)
    return () => this.lostListeners.delete(listener)
  }

  async probe(): Promise<EngineState> {
    try {
      if (this.connection && this.watchers > 0) await this.ping(this.connection)
      if (this.connection && this.watchers === 0) await this.lookAgain(this.connection)
      await this.connect()
    } catch {
      // the state says why
    }
    return this.known
  }

  /** The pinned engine, found anew when there is none. Throws `engine-down`. */
  connect(): Promise<Connection> {
    if (this.connection) return Promise.resolve(this.connection)
    this.connecting ??= this.find().finally(() => {
      this.connecting = null
    })
    return this.connecting
  }

  /**
   * One call to the engine under a deadline. It is given up at once when the engine goes down meanwhile, and an
   * engine that takes long is pinged. Errors come as `OvenError`.
   */
  async call<T>(
    subject: Subject,
    run: (connection: Connection, signal: AbortSignal) => Promise<T>,
    deadlineMs = this.options.deadlines.callMs,
  ): Promise<T> {
    const connection = await this.connect()
    this.calls++
    try {
      const guard = {
        doing: subject.doing,
        deadlineMs,
        doubtMs: this.options.intervals.doubtMs,
        onDoubt: () => void this.check(),
        onLost: (listener: (error: OvenError) => void) => this.onLost(listener),
      }
      return await guardCall(guard, (signal) => run(connection, signal))
    } catch (error) {
      if (isConnectionError(error)) void this.ping(connection).catch(() => {})
      throw toOvenError(error, subject)
    } finally {
      this.calls--
    }
  }

  /** Pings now; a failure is noted as the engine's end. */
  async check(): Promise<void> {
    if (this.connection) await this.ping(this.connection).catch(() => {})
  }

  close(): void {
    this.closed = true
    this.changeListeners.clear()
    this.lifeLine?.close()
    this.lifeLine = null
    this.connection?.close()
    this.connection = null
    if (this.timer) clearTimeout(this.timer)
  }

  private async find(): Promise<Connection> {
    const { discovery, deadlines } = this.options
    try {
      // containers that are being waited for live on the engine they were started on
      const candidates = this.pinned && this.watchers > 0 ? [this.pinned] : listCandidates(discovery)
      this.adopt(await findEngine(candidates, { deadlines, platform: discovery.platform }))
      return this.connection!
    } catch (error) {
      const problem = toOvenError(error, { doing: 'answer' })
      if (this.loss && isConnectionError(problem.cause ?? {})) this.loss.died = true
      this.become({ status: 'down', reason: problem.message, hint: problem.hint })
      throw problem.code === 'engine-down' ? problem : engineDown(problem.message, problem.hint, error)
    }
  }

  private async lookAgain(current: Connection): Promise<void> {
    const { discovery, deadlines } = this.options
    const found = await findEngine(listCandidates(discovery), {
      deadlines,
      platform: discovery.platform,
    }).catch((error: OvenError) => error)
    if (found instanceof Error) return this.lose(current, toOvenError(found, { doing: 'answer' }), true)
    // a connection in use stays: calls that were cut off would leave things behind that nobody knows of
    if (this.connection !== current || this.watchers > 0 || this.calls > 0) return found.close()
    current.close()
    this.adopt(found)
  }

  private adopt(connection: Connection): void {
    if (this.closed) {
      connection.close()
      throw engineDown('The oven is closing.')
    }
    this.connection = connection
    this.brokenAt = null
    this.pinned = { endpoint: connection.endpoint, foundBy: connection.state.foundBy }
    this.tendLifeLine()
    this.become(connection.state)
  }

  private ping(connection: Connection): Promise<void> {
    this.pinging ??= this.pingOnce(connection).finally(() => {
      this.pinging = null
    })
    return this.pinging
  }

  private async pingOnce(connection: Connection): Promise<void> {
    const { pingMs } = this.options.deadlines
    for (let attempt = 1; ; attempt++) {
      const asked = Date.now()
      try {
        await pingEngine(connection.endpoint, pingMs)
        return
      } catch (error) {
        // a deadline that came late says that this machine slept or was busy, not that the engine hangs
        const lateMs = Date.now() - asked - pingMs
        if (lateMs > 500 && attempt === 1) continue
        const died = (error as OvenError).cause !== undefined && isConnectionError((error as OvenError).cause)
        this.lose(connection, toOvenError(error, { doing: 'answer' }), died)
        throw error
      }
    }
  }

  private lose(connection: Connection, error: OvenError, died: boolean): void {
    if (this.connection !== connection) return
    this.options.log(`engine lost: ${error.message}`)
    // an engine that is started again may be silent for longer than a ping waits; a frozen one keeps its life line
    this.loss = { at: this.brokenAt ?? Date.now(), died: died || this.brokenAt !== null }
    this.connection = null
    this.tendLifeLine()
    connection.close()
    for (const listener of [...this.lostListeners]) listener(error)
    this.become({
      status: 'down',
      reason: error.message,
      hint: error.hint ?? 'Runs that are under way go on when it is back.',
    })
  }

  private become(state: EngineState): void {
    const before = this.known
    this.known = state
    this.schedule()
    // a new reason for the same absence is no news
    if (before.status === 'down' && state.status === 'down') return
    if (JSON.stringify(before) === JSON.stringify(state)) return
    for (const listener of [...this.changeListeners]) {
      try {
        listener(state)
      } catch (error) {
        this.options.log(`a listener for the engine's state failed: ${(error as Error).message}`)
      }
    }
  }

  private tendLifeLine(): void {
    const { connection } = this
    if (!connection || this.watchers === 0) {
      this.lifeLine?.close()
      this.lifeLine = null
      return
    }
    if (this.lifeLine) return
    this.lifeLine = openLifeLine(connection, () => {
      this.lifeLine = null
      this.brokenAt ??= Date.now()
      void this.ping(connection).then(
        // it answers, so only the stream broke: whatever else hung on the same connection may be broken too
        () => this.lose(connection, engineDown('The container engine closed its connections.'), true),
        () => {},
      )
    })
  }

  private schedule(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    if (this.closed || (this.watchers === 0 && this.changeListeners.size === 0)) return
    const { watchMs, idleMs, downWatchMs, downIdleMs } = this.options.intervals
    const up = this.connection !== null
    const delay = this.watchers > 0 ? (up ? watchMs : downWatchMs) : up ? idleMs : downIdleMs
    this.timer = setTimeout(() => void this.tick(), delay)
    // a process may end while it only listens, but not while it waits for a container
    if (this.watchers === 0) this.timer.unref()
  }

  private async tick(): Promise<void> {
    if (this.connection) await this.ping(this.connection).catch(() => {})
    else await this.connect().catch(() => {})
    this.schedule()
  }
}
