import { execa } from 'execa'

export interface GitCall {
  args: readonly string[]
  env: NodeJS.ProcessEnv
  cwd?: string
  deadlineMs: number
  /** Ends it early, as a deadline does. */
  signal?: AbortSignal | undefined
}

export interface GitEnd {
  /** `null` when it was ended from here, or is not installed. */
  exitCode: number | null
  stdout: string
  stderr: string
  isLate: boolean
  isMissing: boolean
}

const MAX_OUTPUT_BYTES = 64 * 1024 ** 2

/**
 * Runs git to its end, or to its deadline. Its helpers for the network would outlive git, and hold its output open: all
 * are one group, ended together. Never throws for what git says.
 */
export async function runGit({ args, env, cwd = '/', deadlineMs, signal }: GitCall): Promise<GitEnd> {
  const child = execa('git', args, {
    cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    detached: true,
    reject: false,
    maxBuffer: MAX_OUTPUT_BYTES,
    stripFinalNewline: false,
  })
  let isLate = false
  const end = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It ended just now.
    }
  }
  const deadline = setTimeout(() => {
    isLate = true
    end()
  }, deadlineMs)
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()
  const result = await child
  clearTimeout(deadline)
  signal?.removeEventListener('abort', end)
  return {
    exitCode: result.exitCode ?? null,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    isLate,
    isMissing: result.code === 'ENOENT',
  }
}
