import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createDockerEngine } from '../../adapters/docker/docker-engine.ts'
import { type OvenAnswer, runOven, spawnOven } from './run-oven.ts'

export interface HostFixtureOptions {
  /** The oven's folder; a scratch one, removed by `dispose`, when left out. */
  home?: string
  env?: NodeJS.ProcessEnv
  /** Further words for `oven serve`. */
  words?: string[]
  /** A built `oven`; by default the sources are run. */
  program?: string
}

/** A real `oven serve` process on a free port. */
export async function startHost(options: HostFixtureOptions = {}) {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'oven-host-'))
  const child = spawnOven(['serve', '--port', '0', '--json', ...(options.words ?? [])], {
    home,
    env: options.env,
    program: options.program,
  })
  let stderr = ''
  child.stderr.on('data', (piece) => {
    stderr += piece
  })
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ? null : code)),
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await Promise.race([lines.next(), ended])
  if (first === null || typeof first === 'number' || !first.value?.startsWith('{"address"')) {
    throw new Error(`oven serve ended (${await ended}):\n${stderr}`)
  }
  const said = JSON.parse(first.value) as {
    address: string
    url: string
    port: number
    pid: number
    home: string
  }
  const instance = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')) as { token: string }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    child.kill(signal)
    return ended
  }

  return {
    ...said,
    home,
    token: instance.token,
    ended,
    stderr: () => stderr,
    /** Another `oven` process on the same folder. */
    oven: (words: readonly string[], more: { input?: string } = {}): Promise<OvenAnswer> =>
      runOven(words, { home, env: options.env, program: options.program, ...more }),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    stop,
    /** Stops the host, removes the containers of its install, and its folder when it was a scratch one. */
    async dispose(): Promise<void> {
      await stop()
      await removeContainersOf(home)
      if (!options.home) rmSync(home, { recursive: true, force: true })
    },
  }
}

export type HostFixture = Awaited<ReturnType<typeof startHost>>

/** Removes whatever the oven of a folder has on the engine. */
export async function removeContainersOf(home: string): Promise<void> {
  const file = join(home, 'install-id')
  if (!existsSync(file)) return
  const labels = { 'agent-oven.install': readFileSync(file, 'utf8').trim() }
  const engine = createDockerEngine()
  try {
    if ((await engine.probe()).status !== 'up') return
    for (const { containerId } of await engine.listContainers(labels))
      await engine.removeContainer(containerId)
    for (const name of await engine.listVolumes(labels)) await engine.removeVolume(name)
  } finally {
    engine.close()
  }
}
