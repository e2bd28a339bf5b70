import { join } from 'node:path'
import { runCommand } from '../setup/run-command.mjs'
import { runForeground } from '../setup/run-foreground.mjs'

/** The `oven` command of this checkout, working in one oven's folder. */
export interface OvenCommand {
  /** Runs it as a person would, its output on our terminal. Answers the exit code. */
  show(...words: string[]): Promise<number>
  /** Runs it with `--json` and answers what it printed; null when it names something that is not there (code 4). */
  ask(...words: string[]): Promise<unknown>
}

export function ovenCommand({ root, home }: { root: string; home: string }): OvenCommand {
  const cli = join(root, 'cli', 'oven.js')
  const env = { ...process.env, AGENT_OVEN_HOME: home }
  return {
    async show(...words) {
      console.log(`\n> oven ${words.join(' ')}`)
      return await runForeground(process.execPath, [cli, ...words], { env })
    },
    async ask(...words) {
      const { code, stdout, output } = await runCommand(process.execPath, [cli, ...words, '--json'], { env })
      if (code === 4) return null
      if (code !== 0) throw new Error(`oven ${words.join(' ')} ended with code ${code}:\n${output.trim()}`)
      return JSON.parse(stdout)
    },
  }
}
