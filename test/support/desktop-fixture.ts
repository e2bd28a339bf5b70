import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeContainersOf } from './host-fixture.ts'

const root = join(import.meta.dirname, '../..')
const PATIENCE_MS = 60_000

/** What a user would see of the app (desktop-process.ts). */
export interface DesktopSight {
  pid: number
  menu: string[]
  tooltip: string | null
  questions: string[]
  notifications: string[]
  isInstalled: boolean
}

/** Waits until `look` answers something; throws with `what` when it does not. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
    const seen = await look()
    if (seen !== null && seen !== false) return seen
    await sleep(100)
  }
  throw new Error(`It did not come to this: ${what}.`)
}

/** One installed app with its folder and its oven, in whichever version it runs. */
export function openDesktop(platform: 'darwin' | 'linux') {
  const folder = mkdtempSync(join(tmpdir(), `oven-desktop-${platform}-`))
  const home = join(folder, 'oven')
  const resources = join(folder, 'resources')
  for (const path of [home, resources]) mkdirSync(path)
  const started: ChildProcess[] = []
  let stderr = ''
  const words = (version: string) => [
    join(root, 'test/support/desktop-process.ts'),
    root,
    folder,
    version,
    platform,
  ]
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    SHLVL: '1',
    AGENT_OVEN_HOME: home,
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
  }

  async function ask(version: string, method: string, path: string): Promise<DesktopSight | null> {
    const file = join(folder, `${version}.port`)
    if (!existsSync(file)) return null
    const answer = await fetch(`http://127.0.0.1:${readFileSync(file, 'utf8')}${path}`, { method })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as DesktopSight
  }

  return {
    folder,
    home,
    /** The command that starts a version, as one line of shell. */
    commandOf: (version: string) =>
      [process.execPath, ...words(version)].map((word) => `'${word}'`).join(' '),
    tellUpdatesAt: (url: string) =>
      writeFileSync(
        join(resources, 'app-update.yml'),
        `provider: generic\nurl: ${url}\nupdaterCacheDirName: oven-update-test\n`,
      ),
    start(version: string, more: NodeJS.ProcessEnv = {}): void {
      const child = spawn(process.execPath, words(version), {
        env: { ...env, ...more },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child.stderr.on('data', (piece) => {
        stderr += piece
      })
      started.push(child)
    },
    /** What the version shows; waits until `holds`, and throws with what it showed last when it never does. */
    async sees(
      version: string,
      what: string,
      holds: (sight: DesktopSight) => boolean,
    ): Promise<DesktopSight> {
      let last: DesktopSight | null = null
      try {
        return await waitFor(`${version} ${what}`, async () => {
          last = await ask(version, 'GET', '/').catch(() => null)
          return last !== null && holds(last) ? last : null
        })
      } catch (error) {
        throw new Error(`${(error as Error).message} It showed: ${JSON.stringify(last)}\n${stderr}`)
      }
    },
    click: (version: string, label: string) =>
      ask(version, 'POST', `/click?label=${encodeURIComponent(label)}`),
    answer: (version: string, button: number) => ask(version, 'POST', `/answer?button=${button}`),
    /** The version's end: what it had shown, and its exit code. */
    end: (version: string) =>
      waitFor(`${version} ends`, () => {
        const file = join(folder, `${version}.end`)
        return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as DesktopSight & { code: number })
      }),
    /** Asks the oven that the app holds, as the command line does. */
    async oven<T>(method: string, path: string, body?: unknown): Promise<T> {
      const { port, token } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))
      const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    },
    /** Ends what still runs, and removes its containers and folder. */
    async dispose(versions: readonly string[]): Promise<void> {
      for (const version of versions) {
        const wasStarted = existsSync(join(folder, `${version}.port`))
        if (!wasStarted || existsSync(join(folder, `${version}.end`))) continue
        await ask(version, 'POST', '/quit').catch(() => null)
        // Runs that still bake are kept going; they are removed below.
        const asked = await ask(version, 'GET', '/').catch(() => null)
        if (asked !== null && asked.questions.length > 0) await ask(version, 'POST', '/answer?button=0')
        await waitFor(`${version} ends`, () => existsSync(join(folder, `${version}.end`))).catch(() => {})
      }
      for (const child of started) child.kill('SIGKILL')
      await removeContainersOf(home)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type DesktopFixture = ReturnType<typeof openDesktop>
