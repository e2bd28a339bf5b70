import { spawn } from 'node:child_process'
import { OvenError } from '../../core/errors.ts'

const KEPT_CHARACTERS = 2000

/**
 * Runs a program of this machine to its end, without a shell. Throws `command-failed` with the program's last words
 * when it ends with another code than 0 or cannot be started; `what` says what it was to bring about.
 */
export async function runCommand(
  program: string,
  args: string[],
  options: { what: string; signal?: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
    env: options.env,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS)
    })
  }
  child.on('error', (cause) => {
    if (options.signal?.aborted) reject(options.signal.reason)
    else reject(failure(program, options.what, cause.message, cause))
  })
  child.on('close', (code, signal) => {
    if (code === 0) resolve()
    else
      reject(failure(program, options.what, lastLines(said) || `it ended with ${signal ?? `code ${code}`}`))
  })
  await promise
}

function failure(program: string, what: string, words: string, cause?: unknown): OvenError {
  return new OvenError('command-failed', `${program} could not provide ${what}: ${words}`, { cause })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').trim()
}
