import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import { diskError } from './disk-error.ts'

/** The oven's folder and the name of everything in it. */
export interface OvenHome {
  path: string
  configFile: string
  jobsFile: string
  /** The vault; its key lies beside it unless it is kept elsewhere. */
  secretsFile: string
  secretsKeyFile: string
  database: string
  /** `logs/jobs/<job>/<time>-<run>.log` below it. */
  logsFolder: string
  /** `<run>/` below it. */
  artifactsFolder: string
  instanceFile: string
  instanceLock: string
  hostLog: string
}

/** `$AGENT_OVEN_HOME`, by default `~/.config/agent-oven`. Touches nothing. */
export function locateOvenHome(options: { env?: NodeJS.ProcessEnv; homeFolder?: string } = {}): OvenHome {
  const env = options.env ?? process.env
  const home = options.homeFolder ?? homedir()
  const given = env.AGENT_OVEN_HOME?.trim()
  const path = given ? expand(given, home) : join(home, '.config', 'agent-oven')
  return {
    path,
    configFile: join(path, 'config.json'),
    jobsFile: join(path, 'jobs.json'),
    secretsFile: join(path, 'secrets.json'),
    secretsKeyFile: join(path, 'secrets.key'),
    database: join(path, 'oven.db'),
    logsFolder: join(path, 'logs'),
    artifactsFolder: join(path, 'artifacts'),
    instanceFile: join(path, 'instance.json'),
    instanceLock: join(path, 'instance.lock'),
    hostLog: join(path, 'logs', 'host.log'),
  }
}

/** Makes the folder when it is not there, for its owner only. Throws `disk-full` or `file-refused`. */
export function prepareOvenHome(home: OvenHome): void {
  try {
    mkdirSync(home.path, { recursive: true, mode: 0o700 })
    if ((statSync(home.path).mode & 0o077) !== 0) chmodSync(home.path, 0o700)
  } catch (error) {
    throw diskError(error, home.path)
  }
}

/**
 * The id that this folder's containers are labelled with, so that two ovens on one engine never touch each other's.
 * Made once, by whoever comes first.
 */
export function readInstallId(home: OvenHome): string {
  const file = join(home.path, 'install-id')
  const known = readId(file)
  if (known) return known
  const fresh = randomBytes(6).toString('hex')
  const draft = `${file}.${process.pid}-${fresh}`
  try {
    writeFileSync(draft, `${fresh}\n`, { mode: 0o600 })
    // A link, unlike a rename, never replaces: of several first starts one wins and the others read its id.
    linkSync(draft, file)
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, file)
    const winner = readId(file)
    if (winner) return winner
    throw new OvenError('install-id-broken', `${file} does not hold an install id.`, {
      hint: 'It should hold 12 hexadecimal digits. Remove the file to get a new id; containers of the old id are then no longer looked after.',
    })
  } finally {
    rmSync(draft, { force: true })
  }
}

function readId(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^[0-9a-f]{12}$/.test(text) ? text : null
  } catch {
    return null
  }
}

function expand(path: string, home: string): string {
  if (path === '~') return home
  if (path.startsWith('~/')) return join(home, path.slice(2))
  return isAbsolute(path) ? path : resolve(path)
}
