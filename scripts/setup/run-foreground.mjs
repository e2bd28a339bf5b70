// @ts-check
import { spawn } from 'node:child_process'

/**
 * Runs a program as if it were this one: same terminal, and its end is our end. Ctrl-C on a terminal reaches it by
 * itself, so we only wait for it; signals sent to this process alone are passed on. Answers the exit code as a shell
 * would, 127 with a sentence when the program cannot be started.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runForeground(command, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' })
    const waitOnly = () => {}
    const passOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    process.on('SIGINT', waitOnly)
    process.on('SIGTERM', passOn)
    process.on('SIGHUP', passOn)
    const end = (/** @type {number} */ code) => {
      process.off('SIGINT', waitOnly)
      process.off('SIGTERM', passOn)
      process.off('SIGHUP', passOn)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      end(127)
    })
    child.on('close', (code, signal) =>
      end(code ?? { SIGHUP: 129, SIGINT: 130, SIGKILL: 137 }[String(signal)] ?? 143),
    )
  })
}
