import { Failure } from './failure.js'

const NETWORK =
  /Could not resolve host|Failed to connect|Couldn't connect|Connection (refused|reset|timed out)|Operation timed out|Network is unreachable|No route to host|SSL|certificate|early EOF|RPC failed|HTTP\/2 stream|returned error: 5\d\d/i
const DENIED =
  /Authentication failed|could not read (Username|Password)|Permission denied|Invalid username|access denied|not authorized|Host key verification failed|returned error: 40[13]/i
const MISSING =
  /repository .*not found|does not exist|does not appear to be a git repository|not a git repository|returned error: 404/i

/** What git adds whenever ssh ended: the reason stands before it. */
const SAYS_LITTLE =
  /^(fatal: Could not read from remote repository\.?|Please make sure you have the correct access rights|and the repository exists\.)$/i

/** Tells from git's words why a clone failed. Git's exit code is 128 for all of it. */
export function cloneFailure({ repo, branch, stderr, branches }) {
  const words = lastWords(stderr)
  if (/Remote branch .* not found/i.test(stderr)) {
    const known = branches.length > 0 ? `It has: ${branches.slice(0, 10).join(', ')}.` : 'It has no branches.'
    return new Failure('branch-missing', `The repository ${repo} has no branch "${branch}".`, known)
  }
  if (DENIED.test(stderr)) {
    return new Failure(
      'repo-denied',
      `The repository ${repo} refused access: ${words}`,
      'Sign in with `gh auth login` on the host, or give the job a token that may read this repository.',
    )
  }
  if (MISSING.test(stderr)) {
    return new Failure(
      'repo-missing',
      `There is no repository at ${repo}, or this login may not see it: ${words}`,
      "Check the address; for a private repository check the job's GitHub login.",
    )
  }
  if (NETWORK.test(stderr)) {
    return new Failure(
      'network',
      `The repository ${repo} could not be reached: ${words}`,
      "Check the network, the job's network setting, and the certificates built into the image.",
    )
  }
  return new Failure('runner-broken', `git could not clone ${repo}: ${words}`)
}

/** What a person can do about a refused push. */
export function pushHint(stderr) {
  if (/non-fast-forward|fetch first|stale info/i.test(stderr)) {
    return 'The branch has moved on the remote. Use branchStrategy: unique-per-run in the pipeline, or delete the branch there.'
  }
  if (/protected branch|GH006|hook declined/i.test(stderr))
    return 'The remote protects this branch or its hook declined.'
  if (/marked as read only/i.test(stderr))
    return 'Give the deploy key write access where it is registered, or give the job another one.'
  if (DENIED.test(stderr)) return 'Give the job a login that may write to this repository.'
  if (/Read-only file system/i.test(stderr)) return 'The remote is a folder that is mounted read-only.'
  if (NETWORK.test(stderr)) return "Check the network and the job's network setting."
  return "The commits are kept in the run's changes.bundle."
}

/** The line of git's error output that says most: the last `fatal`/`ERROR`/`remote:`, else the last. */
export function lastWords(stderr) {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !SAYS_LITTLE.test(line))
  const telling = lines.filter((line) => /^(fatal|error|remote: (error|fatal|permission)|! \[)/i.test(line))
  return (telling.at(-1) ?? lines.at(-1) ?? 'git said nothing').slice(0, 500)
}
