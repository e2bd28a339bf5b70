import type { DiskUse, EngineProgress, EngineView } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Engine } from '../ports/engine.ts'
import type { EngineDisk } from '../ports/engine-disk.ts'
import type { EngineStarter } from '../ports/engine-starter.ts'
import type { OwnFiles } from '../ports/own-files.ts'
import type { RunFiles } from '../ports/run-files.ts'

/** After its program has ended the engine may need this long to answer. */
const ANSWER_WITHIN_MS = 30_000
const ASK_EVERY_MS = 1_000
/** Lines of a start that somebody who joins late is told. */
const KEPT_LINES = 200

export interface EngineService {
  show(options: { fresh: boolean }): Promise<EngineView>
  disk(): Promise<DiskUse>
  /** Throws `engine-start-impossible`, `engine-start-failed`. */
  start(signal?: AbortSignal): AsyncGenerator<EngineProgress>
  canStart(): boolean
  downSince(): string | null
}

/** What the oven knows and does about its engine beyond running containers. */
export function createEngineService(deps: {
  engine: Engine
  disk: EngineDisk
  starter: EngineStarter
  runFiles: RunFiles
  ownFiles: OwnFiles
  clock: Clock
  installId: string
  platform: string
}): EngineService {
  const { engine, starter, runFiles, ownFiles, clock } = deps
  let downSince: string | null = null
  let starting: Start | null = null
  engine.onChange((state) => {
    if (state.status !== 'down') downSince = null
    else downSince ??= new Date(clock.now()).toISOString()
  })

  async function startEngine(onLine: (line: string) => void): Promise<void> {
    await starter.start(onLine)
    onLine('Waiting for the engine to answer')
    const endMs = clock.now() + ANSWER_WITHIN_MS
    for (;;) {
      const state = await engine.probe()
      if (state.status === 'up') return onLine(`The engine answers: ${state.version}`)
      if (clock.now() > endMs) {
        throw new OvenError('engine-start-failed', `${starter.name} has started, but no engine answers.`, {
          kind: 'ENGINE_DOWN',
          hint: state.status === 'down' ? state.hint : null,
        })
      }
      await new Promise<void>((resolve) => clock.after(ASK_EVERY_MS, resolve))
    }
  }

  return {
    canStart: () => starter.isAvailable(),
    downSince: () => downSince,
    async show({ fresh }) {
      const state = fresh || engine.state().status === 'unknown' ? await engine.probe() : engine.state()
      return {
        state,
        downSince: state.status === 'down' ? downSince : null,
        starter: starter.isAvailable() ? { name: starter.name, command: starter.command } : null,
        startHint: startHintOf(deps.platform),
      }
    },
    async disk() {
      const troubles: string[] = []
      const [kept, databaseBytes, freeBytes, atEngine] = await Promise.all([
        runFiles.list(),
        ownFiles.databaseBytes(),
        ownFiles.freeBytes(),
        deps.disk.diskUse({ name: 'agent-oven.install', value: deps.installId }).catch((error: Error) => {
          troubles.push(`The engine did not tell what it keeps: ${error.message}`)
          return null
        }),
      ])
      const share = (sizes: number[]) => ({
        count: sizes.filter((size) => size > 0).length,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
      })
      return {
        engine: atEngine,
        logs: share(kept.map(({ logBytes }) => logBytes)),
        artifacts: share(kept.map(({ artifactBytes }) => artifactBytes)),
        databaseBytes,
        freeBytes,
        troubles,
      }
    },
    async *start(signal) {
      if (!starter.isAvailable()) {
        const { description, command } = startHintOf(deps.platform)
        throw new OvenError('engine-start-impossible', 'The oven cannot start an engine on this machine.', {
          kind: 'CONFLICT',
          hint: command === null ? description : `${description} ${command}`,
        })
      }
      starting ??= beginStart(startEngine, () => {
        starting = null
      })
      yield* followStart(starting, signal)
    },
  }
}

interface Start {
  lines: string[]
  dropped: number
  ended: Promise<void>
  isOver: boolean
  listeners: Set<() => void>
}

/** It goes on whoever listens: an engine that is half started helps nobody. */
function beginStart(work: (onLine: (line: string) => void) => Promise<void>, onEnd: () => void): Start {
  const start: Start = {
    lines: [],
    dropped: 0,
    ended: Promise.resolve(),
    isOver: false,
    listeners: new Set(),
  }
  const tell = () => {
    for (const listener of [...start.listeners]) listener()
  }
  start.ended = work((line) => {
    start.lines.push(line)
    if (start.lines.length > KEPT_LINES) {
      start.lines.shift()
      start.dropped += 1
    }
    tell()
  }).finally(() => {
    start.isOver = true
    onEnd()
    tell()
  })
  start.ended.catch(() => {})
  return start
}

async function* followStart(start: Start, signal: AbortSignal | undefined): AsyncGenerator<EngineProgress> {
  let told = start.dropped
  let wake = () => {}
  const listener = () => wake()
  start.listeners.add(listener)
  signal?.addEventListener('abort', listener)
  try {
    for (;;) {
      if (signal?.aborted) return
      const line = start.lines[Math.max(0, told - start.dropped)]
      if (line !== undefined && told < start.dropped + start.lines.length) {
        told = Math.max(told, start.dropped) + 1
        yield { text: line, done: false }
        continue
      }
      if (start.isOver) break
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    await start.ended
    yield { text: 'The engine is up', done: true }
  } finally {
    start.listeners.delete(listener)
    signal?.removeEventListener('abort', listener)
  }
}

function startHintOf(platform: string): EngineView['startHint'] {
  if (platform === 'darwin')
    return {
      description: 'Start Docker Desktop, OrbStack or Colima. Colima can be had with:',
      command: 'brew install colima docker && colima start',
    }
  return {
    description: 'Start the engine’s service on this machine:',
    command: 'sudo systemctl start docker',
  }
}
