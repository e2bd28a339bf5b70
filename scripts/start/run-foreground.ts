import { spawn } from 'node:child_process'

/**
 * Runs a program as if it were this one: same terminal, and our end is its end. Ctrl-C on a terminal reaches it by
 * itself, so we only wait; a SIGTERM sent to us is passed on. Answers the exit code as a shell would.
 */
export function runForeground(command: string, args: string[], { cwd }: { cwd: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit' })
    const waitOnly = () => {}
    const passOn = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGINT', waitOnly)
    process.on('SIGTERM', passOn)
    process.on('SIGHUP', passOn)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      process.off('SIGINT', waitOnly)
      process.off('SIGTERM', passOn)
      process.off('SIGHUP', passOn)
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143))
    })
  })
}
