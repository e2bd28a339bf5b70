import { runCommand } from '../setup/run-command.mjs'

/** Runs git in a folder and answers what it printed. Rejects with git's words when it fails. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, output } = await runCommand('git', ['-C', folder, ...args])
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed: ${output.trim()}`)
  return output.trim()
}
