import { setTimeout as pause } from 'node:timers/promises'
import { OvenError } from '../../core/errors.ts'
import type { ContainerEnd } from '../../core/ports/engine.ts'
import type { Connection } from './connection.ts'
import { endOf, type InspectedContainer, inspect, isAlive } from './container-state.ts'
import { type Delivery, SinkFailure } from './delivery.ts'
import type { EngineLink, Loss } from './engine-link.ts'
import { openEngineLog } from './engine-log.ts'
import { readBody, requestEngine } from './engine-request.ts'
import type { LogPosition } from './log-reassembler.ts'
import { type OutputSource, pump } from './output-source.ts'
import { toOvenError } from './refusal.ts'
import type { UsageSampler } from './usage-sampler.ts'

/** A removal takes tens of ms; one that takes longer than this has failed. */
const removalMs = 5_000

/** SIGKILL, whoever sent it. */
const killedCode = 137
const lateNewsMs = 500

export interface FollowOptions {
  link: EngineLink
  containerId: string
  delivery: Delivery
  usage: UsageSampler
  /** Output that is being read already, and over which connection. */
  attached: { connection: Connection; output: OutputSource } | null
  /** After the container's end its output may be silent for so long before the engine's copy is asked. */
  drainQuietMs: number
}

/**
 * Sees a started container to its end, whatever becomes of the engine meanwhile: all its output into the sink, no byte
 * lost or repeated, then how it ended. A lost engine is waited for without limit, and the output goes on from the
 * engine's own copy. Throws what the sink threw; nothing is read any more then.
 */
export async function followToEnd(options: FollowOptions): Promise<ContainerEnd> {
  const { link, delivery, containerId } = options
  const release = link.watch()
  const position: LogPosition = { given: delivery.given, missing: { stdout: 0, stderr: 0 }, death: {} }
  let lossBefore = link.lastLoss()
  let { attached } = options
  let fruitless = 0
  try {
    for (;;) {
      const givenBefore = delivery.given.stdout + delivery.given.stderr
      try {
        const connection = attached?.connection ?? (await link.connect())
        const loss = link.lastLoss()
        if (loss !== lossBefore && !attached) {
          lossBefore = loss
          if (loss?.died) noteDeath(position, loss, connection)
        }
        const end = await followOnce(options, connection, attached?.output ?? null, position)
        if (end) return end
        fruitless = delivery.given.stdout + delivery.given.stderr > givenBefore ? 0 : fruitless + 1
      } catch (error) {
        if (error instanceof SinkFailure) throw error.cause
        const problem = toOvenError(error, { doing: 'tell how the container fares', containerId })
        if (problem.code !== 'engine-down' && (problem.code !== 'container-missing' || ++fruitless > 3))
          throw problem
      }
      if (fruitless > 10) throw unreadable(containerId)
      attached = null
      await pause(200)
    }
  } finally {
    release()
  }
}

/** One connection's worth. `null` when the output broke off while the engine lives. */
async function followOnce(
  options: FollowOptions,
  connection: Connection,
  attached: OutputSource | null,
  position: LogPosition,
): Promise<ContainerEnd | null> {
  const { link, containerId, delivery, usage } = options
  const over = new AbortController()
  const stopListening = link.onLost((error) => over.abort(error))
  let output = attached
  let followed = false
  let pumping: Promise<'ended' | 'broken'> | null = null
  const look = () =>
    link.call({ doing: 'inspect the container', containerId }, (present, signal) =>
      inspect(present, containerId, signal),
    )
  try {
    if ((await link.connect()) !== connection) return null
    if (!output) {
      const state = await look()
      if (!state) return { kind: 'gone' }
      followed = isAlive(state)
      output = await openEngineLog(connection, containerId, {
        position,
        follow: followed,
        signal: over.signal,
      })
    }
    pumping = pump(output, delivery)
    pumping.catch(() => {})
    void usage.follow(connection, containerId, over.signal)
    const exited = waitForExit(connection, containerId, over.signal)
    // output that ended says nothing yet: an engine that dies ends it just so
    const brokeOff = pumping.then((how) => (how === 'broken' ? how : exited))
    if ((await Promise.race([exited, brokeOff])) === 'broken') return null
    if ((await drained(pumping, delivery, options.drainQuietMs)) !== 'ended') return null
    // a copy that is followed may end before its last part was written: read it once more, as it lies there
    if (followed) return null
    const state = await settled(look)
    if (!state) return { kind: 'gone' }
    if (isAlive(state)) return null
    return endOf((await killedForMemory(state, look)) ?? state)
  } catch (error) {
    throw over.signal.aborted && !(error instanceof SinkFailure) ? over.signal.reason : error
  } finally {
    stopListening()
    over.abort()
    output?.readable.destroy()
    // the sink may be in the midst of a write: what it was given must be known before the output goes on
    await pumping?.catch(() => {})
  }
}

/**
 * The container's state, or `null` when it is not there. One that somebody is just removing has ended by being removed,
 * whatever its exit code says: it is looked at until it is gone. (`dead` also stands for states that this does not know.)
 */
async function settled(look: () => Promise<InspectedContainer | null>): Promise<InspectedContainer | null> {
  for (const until = Date.now() + removalMs; ; await pause(50)) {
    const state = await look()
    if (state?.status !== 'removing' && state?.status !== 'dead') return state
    if (Date.now() > until) return state.status === 'removing' ? null : state
  }
}

/** The engine learns of a kill for memory apart from the exit, and up to some tenths of a second later. */
async function killedForMemory(
  state: InspectedContainer,
  look: () => Promise<InspectedContainer | null>,
): Promise<InspectedContainer | null> {
  let latest: InspectedContainer | null = state
  for (const until = Date.now() + lateNewsMs; latest && Date.now() < until; latest = await look()) {
    if (latest.exitCode !== killedCode || latest.oomKilled) return latest
    await pause(50)
  }
  return latest
}

/**
 * Settles when the container is not running any more. By hand, since dockerode's wait never settles when the engine
 * dies. Throws when the connection breaks.
 */
async function waitForExit(
  connection: Connection,
  containerId: string,
  signal: AbortSignal,
): Promise<'exited'> {
  const response = await requestEngine(connection.endpoint, {
    method: 'POST',
    path: `${connection.pathPrefix}/containers/${containerId}/wait`,
    signal,
  })
  const body = (await readBody(response)).toString()
  const { statusCode } = response
  if (statusCode === 200) JSON.parse(body)
  // 404: gone already, which the inspection will tell
  else if (statusCode !== 404) throw Object.assign(new Error(body), { statusCode })
  return 'exited'
}

/** The rest of the output after the container's end. Some engines forget to end it. */
async function drained(
  pumping: Promise<'ended' | 'broken'>,
  delivery: Delivery,
  quietMs: number,
): Promise<'ended' | 'broken' | 'stuck'> {
  const ticking = new AbortController()
  try {
    for (;;) {
      const how = await Promise.race([
        pumping,
        pause(250, 'waiting' as const, { signal: ticking.signal }).catch(() => 'waiting' as const),
      ])
      if (how !== 'waiting') return how
      if (delivery.quietMs() > quietMs) return 'stuck'
    }
  } finally {
    ticking.abort()
  }
}

/** The engine died: its copy may lack what it had given last. Its clock and its way to write instants count. */
function noteDeath(position: LogPosition, loss: Loss, connection: Connection): void {
  const settleMs = 200
  const instant = new Date(loss.at + connection.clockOffsetMs + settleMs).toISOString()
  const freshFrom = instant.replace('Z', '000000Z')
  for (const stream of ['stdout', 'stderr'] as const) {
    position.death[stream] = { freshFrom, given: position.given[stream] }
  }
}

function unreadable(containerId: string): OvenError {
  const which = containerId.slice(0, 12)
  return new OvenError(
    'engine-refused',
    `The engine breaks off whenever the output of container ${which} is read.`,
    {
      hint: 'See the log of the container engine.',
    },
  )
}
