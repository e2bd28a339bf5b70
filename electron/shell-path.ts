import { execFile } from 'node:child_process'

/** Stands around the value, since start-up files print greetings. */
const MARK = '__agent_oven_path__'

/**
 * The PATH of the user's login shell. Apps started from the Finder or the Dock get only the system's folders, and
 * would not find `docker`, `colima`, `gh` or `claude`. Asks the shell once for PATH alone, so that none of its secrets
 * come along. Null when the shell does not answer within `timeoutMs`, or answers nonsense.
 */
export function readShellPath(options: {
  shell: string
  timeoutMs: number
  env?: NodeJS.ProcessEnv
}): Promise<string | null> {
  const { shell, timeoutMs, env = process.env } = options
  const command = `printf '%s%s%s' '${MARK}' "$PATH" '${MARK}'`
  return new Promise((resolve) => {
    const child = execFile(
      shell,
      ['-ilc', command],
      // Prompts of oh-my-zsh and the like would wait for an answer that cannot come.
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        env: { ...env, DISABLE_AUTO_UPDATE: 'true', TERM: 'dumb' },
      },
      (error, stdout) => resolve(error === null ? pathIn(stdout) : null),
    )
    child.stdin?.end()
  })
}

function pathIn(output: string): string | null {
  const [, path] = output.split(MARK)
  return path?.includes('/') && !path.includes('\n') ? path : null
}

/**
 * Gives this process the login shell's PATH, once. Does nothing where the app was started from a terminal and has it
 * already. Folders that only the present PATH names are kept, after the shell's.
 */
export async function adoptShellPath(options: {
  env: NodeJS.ProcessEnv
  timeoutMs: number
  readPath?: typeof readShellPath
}): Promise<void> {
  const { env, timeoutMs, readPath = readShellPath } = options
  if (env.SHLVL !== undefined || env.SHELL === undefined || !env.SHELL.startsWith('/')) return
  const path = await readPath({ shell: env.SHELL, timeoutMs, env })
  if (path === null) return
  env.PATH = [...new Set([...path.split(':'), ...(env.PATH ?? '').split(':')])].filter(Boolean).join(':')
}
