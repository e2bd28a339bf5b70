import { setTimeout as pause } from 'node:timers/promises'
import { OvenError } from '../../core/errors.ts'
import type {
  ContainerSpec,
  ContainerState,
  Engine,
  LiveContainer,
  OutputSink,
} from '../../core/ports/engine.ts'
import { attach } from './attach.ts'
import { toCreateOptions } from './container-spec.ts'
import { inspect } from './container-state.ts'
import type { Deadlines } from './deadlines.ts'
import { Delivery } from './delivery.ts'
import type { EngineLink } from './engine-link.ts'
import { followToEnd } from './live-container.ts'
import { containerMissing, engineDown, imageMissing, statusOf, wordsOf } from './refusal.ts'
import { UsageSampler } from './usage-sampler.ts'

type Containers = Pick<
  Engine,
  | 'createContainer'
  | 'startContainer'
  | 'resumeContainer'
  | 'inspectContainer'
  | 'listContainers'
  | 'signalContainer'
  | 'removeContainer'
>

const drainQuietMs = 5_000

/** The engine's containers: making, following, ending them. */
export function createContainers({
  link,
  deadlines,
}: {
  link: EngineLink
  deadlines: Deadlines
}): Containers {
  return {
    createContainer: (spec) => create(link, spec),
    startContainer: (containerId, options) => start(link, deadlines, containerId, options),
    resumeContainer: (containerId, options) => resume(link, containerId, options),
    inspectContainer: (containerId) => look(link, containerId),
    listContainers: (labels) =>
      link.call({ doing: 'list its containers' }, async ({ docker }, signal) => {
        const filters = { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) }
        const found = await docker.listContainers({ all: true, filters, abortSignal: signal })
        // a listing holds no exit codes and no instants
        const states = await Promise.all(found.map(({ Id }) => look(link, Id)))
        return states.filter((state) => state !== null)
      }),
    signalContainer: (containerId, signalName) =>
      link.call({ doing: `send ${signalName} to the container`, containerId }, async ({ docker }, signal) => {
        try {
          await docker.getContainer(containerId).kill({ signal: signalName, abortSignal: signal })
        } catch (error) {
          const status = statusOf(error)
          const notRunning = status === 500 && /not running|no such process/i.test(wordsOf(error))
          if (status !== 304 && status !== 404 && status !== 409 && !notRunning) throw error
        }
      }),
    removeContainer: (containerId) => remove(link, deadlines, containerId),
  }
}

async function create(link: EngineLink, spec: ContainerSpec): Promise<{ containerId: string }> {
  return link.call({ doing: `make the container ${spec.name}` }, async ({ docker }, signal) => {
    try {
      const container = await docker.createContainer({ ...toCreateOptions(spec), abortSignal: signal })
      return { containerId: container.id }
    } catch (error) {
      if (statusOf(error) === 404 && /no such image/i.test(wordsOf(error))) throw imageMissing(spec.image)
      throw error
    }
  })
}

async function start(
  link: EngineLink,
  deadlines: Deadlines,
  containerId: string,
  { stdin, sink }: { stdin: Buffer | null; sink: OutputSink },
): Promise<LiveContainer> {
  const connection = await link.connect()
  const closing = new AbortController()
  try {
    const output = await link.call({ doing: 'attach to the container', containerId }, () =>
      attach(connection, containerId, stdin, closing.signal),
    )
    try {
      await link.call(
        { doing: 'start the container', containerId },
        async ({ docker }, signal) => {
          await docker.getContainer(containerId).start({ abortSignal: signal })
        },
        deadlines.slowCallMs,
      )
    } catch (error) {
      output.readable.destroy()
      throw error
    }
    return live(
      link,
      containerId,
      new Date().toISOString(),
      sink,
      { stdout: 0, stderr: 0 },
      { connection, output },
    )
  } catch (error) {
    closing.abort()
    throw error
  }
}

async function resume(
  link: EngineLink,
  containerId: string,
  { received, sink }: { received: { stdout: number; stderr: number }; sink: OutputSink },
): Promise<LiveContainer> {
  const state = await look(link, containerId)
  if (!state) throw containerMissing(containerId)
  if (state.startedAt === null) {
    throw new OvenError(
      'container-not-started',
      `Container ${containerId.slice(0, 12)} was made but never started.`,
      {
        hint: 'Remove it, and start the run again.',
      },
    )
  }
  return live(link, containerId, state.startedAt, sink, received, null)
}

function live(
  link: EngineLink,
  containerId: string,
  startedAt: string,
  sink: OutputSink,
  received: { stdout: number; stderr: number },
  attached: Parameters<typeof followToEnd>[0]['attached'],
): LiveContainer {
  const usage = new UsageSampler()
  const delivery = new Delivery(sink, received)
  const ended = followToEnd({ link, containerId, delivery, usage, attached, drainQuietMs })
  // whoever started it may look at its end later
  ended.catch(() => {})
  return { containerId, startedAt, ended, usage: () => usage.read() }
}

function look(link: EngineLink, containerId: string): Promise<ContainerState | null> {
  return link.call({ doing: 'inspect the container', containerId }, (connection, signal) =>
    inspect(connection, containerId, signal),
  )
}

async function remove(link: EngineLink, deadlines: Deadlines, containerId: string): Promise<void> {
  const doing = 'remove the container'
  await link.call(
    { doing, containerId },
    async ({ docker }, signal) => {
      try {
        await docker.getContainer(containerId).remove({ force: true, v: true, abortSignal: signal })
      } catch (error) {
        // 409: somebody is removing it already
        if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error
      }
    },
    deadlines.slowCallMs,
  )
  const until = Date.now() + deadlines.slowCallMs
  while ((await look(link, containerId)) !== null) {
    if (Date.now() > until)
      throw engineDown(`The container engine did not ${doing} ${containerId.slice(0, 12)}.`)
    await pause(100)
  }
}
