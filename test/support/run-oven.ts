import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export const ovenCommand = new URL('../../cli/oven.js', import.meta.url).pathname

export interface OvenAnswer {
  exitCode: number | null
  stdout: string
  stderr: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the one JSON document on standard output holds
  json: any
}

/** The environment of a real `oven` process on its own folder, without the outer one's colours and logins. */
export function ovenEnv(home: string, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    AGENT_OVEN_HOME: home,
    ...env,
  }
}

/** Starts a real `oven` process: from the sources, or a built `program`. */
export function spawnOven(
  words: readonly string[],
  options: { home: string; env?: NodeJS.ProcessEnv; program?: string },
) {
  return spawn(process.execPath, [options.program ?? ovenCommand, ...words], {
    env: ovenEnv(options.home, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Runs a real `oven` process to its end. */
export async function runOven(
  words: readonly string[],
  options: { home: string; env?: NodeJS.ProcessEnv; input?: string; program?: string },
): Promise<OvenAnswer> {
  const child = spawnOven(words, options)
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  let json: unknown
  try {
    json = JSON.parse(stdout)
  } catch {
    json = undefined
  }
  return { exitCode, stdout, stderr, json }
}
