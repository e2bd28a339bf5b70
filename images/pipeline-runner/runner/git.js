import { spawnSync } from 'node:child_process'

export const REPO_FOLDER = process.env.OVEN_REPO_FOLDER ?? '/workspace/repo'
/** What the oven keeps of a run: read from the stopped container. */
export const OVEN_FOLDER = process.env.OVEN_FOLDER ?? '/workspace/.oven'
/** What the entrypoint's programs tell each other; gone with the container. */
export const FACTS_FOLDER = process.env.OVEN_FACTS_FOLDER ?? `${process.env.HOME}/.oven`

/** Runs git and answers what it said; never throws for an exit code. `cwd` defaults to the clone. */
export function git(args, { cwd = REPO_FOLDER } = {}) {
  const options = { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 }
  const child = spawnSync('git', args, { ...options, env: environment() })
  if (child.error) throw child.error
  return { ok: child.status === 0, stdout: child.stdout.trim(), stderr: child.stderr.trim() }
}

/** Runs git with its output going straight into an open file, however long it is. */
export function gitInto(fd, args, { cwd = REPO_FOLDER } = {}) {
  spawnSync('git', args, { cwd, stdio: ['ignore', fd, 'ignore'], env: environment() })
}

function environment() {
  return {
    ...process.env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes',
  }
}

/** Lines git printed; an empty list when it failed. */
export function gitLines(args, options) {
  const answer = git(args, options)
  return answer.ok && answer.stdout !== '' ? answer.stdout.split('\n') : []
}

/** Whether a remote is a folder of this machine rather than something over a network. */
export function isLocalRemote(url) {
  return url.startsWith('/') || url.startsWith('file://')
}

/** Local branches and the commits they stand at. */
export function localBranches(options) {
  const format = '--format=%(refname:short) %(objectname)'
  return Object.fromEntries(
    gitLines(['for-each-ref', format, 'refs/heads'], options).map((l) => l.split(' ')),
  )
}
