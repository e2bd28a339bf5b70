import { spawn } from 'node:child_process'

/** Runs a command with its output on ours, as it comes. Answers its exit code; 127 when it cannot be started. */
export function runLive(root: string, [command = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}
