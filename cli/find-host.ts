import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where a running host listens, as it says itself in `instance.json` (written by `adapters/files`, readable by its owner only). */
export interface Host {
  port: number
  token: string
  pid: number
  kind: 'desktop' | 'headless' | 'command'
}

/** The oven's folder: `$AGENT_OVEN_HOME`, by default `~/.config/agent-oven`. */
export function ovenFolder(env: NodeJS.ProcessEnv): string {
  const given = env.AGENT_OVEN_HOME?.trim()
  if (!given) return join(homedir(), '.config', 'agent-oven')
  return given === '~' || given.startsWith('~/') ? join(homedir(), given.slice(1)) : resolve(given)
}

/** The host that is running on a folder and answers on its port, or `null`. A file left by a killed host counts for nothing. */
export async function findHost(folder: string): Promise<Host | null> {
  let host: Host
  try {
    host = JSON.parse(readFileSync(join(folder, 'instance.json'), 'utf8'))
  } catch {
    return null
  }
  if (!Number.isInteger(host.port) || typeof host.token !== 'string' || !isAlive(host.pid)) return null
  return (await answers(host.port)) ? host : null
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 })
    const settle = (found: boolean) => {
      socket.destroy()
      resolve(found)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
    socket.once('timeout', () => settle(false))
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
