import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { OvenError } from '../../core/errors.ts'
import { diskError } from './disk-error.ts'
import type { OvenHome } from './oven-home.ts'

/** `instance.json`: where the running host of a folder listens, and the token that it asks for. */
export const Instance = z.object({
  port: z.number().int(),
  token: z.string(),
  pid: z.number().int(),
  startedAt: z.string(),
  kind: z.enum(['desktop', 'headless', 'command']),
})
export type Instance = z.infer<typeof Instance>

const SQLITE_BUSY = 5

/**
 * One host per folder. What holds the place is an exclusive SQLite lock on `instance.lock`, which the operating system
 * takes away with the process, however that ends; a pid in a file would be believed after its owner died.
 * Nothing else in the host may open `instance.lock`: closing it would drop the lock (POSIX locks belong to the process).
 */
export class InstanceLock {
  readonly #home: OvenHome
  #held: DatabaseSync | null = null

  constructor(options: { home: OvenHome }) {
    this.#home = options.home
  }

  /**
   * Takes the folder, waiting up to `waitMs` for another host to end. Throws `host-running`, naming its process.
   */
  async acquire(options: { waitMs?: number } = {}): Promise<void> {
    if (this.#held) return
    const until = performance.now() + (options.waitMs ?? 0)
    for (;;) {
      this.#held = tryLock(this.#home.instanceLock)
      if (this.#held) break
      const left = until - performance.now()
      if (left <= 0) throw hostRunning(this.#home)
      // Waiters that came together should not knock together.
      await sleep(Math.min(left, 15 + Math.random() * 20))
    }
    // Whoever wrote it is dead: we have the lock.
    rmSync(this.#home.instanceFile, { force: true })
  }

  /** Tells clients where this host listens. Only the holder may. */
  publish(instance: Instance): void {
    if (!this.#held) throw new OvenError('lock-missing', 'The oven’s folder is not held by this process.')
    const { instanceFile } = this.#home
    const draft = `${instanceFile}.${process.pid}`
    try {
      writeFileSync(draft, `${JSON.stringify(Instance.parse(instance), null, 2)}\n`, { mode: 0o600 })
      renameSync(draft, instanceFile)
    } catch (error) {
      rmSync(draft, { force: true })
      throw diskError(error, instanceFile)
    }
  }

  /** Gives the folder free. Does nothing when it is not held. */
  release(): void {
    if (!this.#held) return
    rmSync(this.#home.instanceFile, { force: true })
    this.#held.close()
    this.#held = null
  }
}

/** What the folder's host has published, or `null` when there is none or its process is gone. */
export function readInstance(home: OvenHome): Instance | null {
  let instance: Instance
  try {
    instance = Instance.parse(JSON.parse(readFileSync(home.instanceFile, 'utf8')))
  } catch {
    return null
  }
  return isAlive(instance.pid) ? instance : null
}

function tryLock(path: string): DatabaseSync | null {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw diskError(error, path)
  }
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return null
    throw diskError(error, path)
  }
}

function hostRunning(home: OvenHome): OvenError {
  const instance = readInstance(home)
  if (!instance) {
    return new OvenError(
      'host-running',
      `Another oven holds ${home.path}; it is just starting or just ending.`,
      { kind: 'CONFLICT', hint: 'Try again in a few seconds.' },
    )
  }
  return new OvenError(
    'host-running',
    `Another oven (process ${instance.pid}, ${instance.kind}) is already running on ${home.path}.`,
    {
      kind: 'CONFLICT',
      hint: `Use that one, or end it first with \`kill ${instance.pid}\`. Another folder can be named by AGENT_OVEN_HOME.`,
    },
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
