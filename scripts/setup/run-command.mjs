// @ts-check
import { spawn } from 'node:child_process'

/**
 * Runs a program to its end and keeps what it printed: both streams in one text (`output`), and standard output apart.
 * Never rejects for an exit code; `code` is null when the program could not be started at all.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number | null, output: string, stdout: string }>}
 */
export function runCommand(command, args, { cwd, env = process.env, onLine, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
    let output = ''
    let stdout = ''
    const take = (/** @type {string} */ text) => {
      output += text
      const last = text.trim().split('\n').at(-1)
      if (last && onLine) onLine(last)
    }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      take(text)
    })
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => resolve({ code: null, output: error.message, stdout }))
    child.on('close', (code) => resolve({ code: code ?? 1, output, stdout }))
  })
}

/** The end of a program's output, where its reason stands. @param {string} output @param {number} [lines] */
export function lastLines(output, lines = 15) {
  return output.trimEnd().split('\n').slice(-lines).join('\n')
}
