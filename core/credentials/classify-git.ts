import type { RemoteLook } from '../ports/git-remote.ts'

const NETWORK =
  /Could not resolve host|Temporary failure in name resolution|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out|closed by)|Operation timed out|Network is unreachable|No route to host|unable to access .*(?:SSL|certificate|gnutls)|early EOF|RPC failed|HTTP\/2 stream|returned error: 5\d\d|error connecting to|HTTP 5\d\d/i
const PUSH =
  /permission to \S+ denied|pre-receive hook declined|protected branch|GH006|\[remote rejected\]|You are not allowed to push|Resource not accessible by (?:integration|personal access token)|must have push access|has been marked as read only/i
const DENIED =
  /Authentication failed|could not read (?:Username|Password)|Permission denied|Invalid username|access denied|not authorized|Host key verification failed|returned error: 40[13]|Bad credentials|HTTP 401|gh auth login|SAML enforcement/i
const MISSING =
  /repository .*not found|does not exist|does not appear to be a git repository|not a git repository|returned error: 404|Could not resolve to a Repository|HTTP 404/i
const BRANCH =
  /Remote branch .* not found|couldn't find remote ref|Head ref must be a branch|Base ref must be a branch/i

/** What git adds whenever ssh ended: the reason stands before it. */
const SAYS_LITTLE =
  /^(?:fatal: Could not read from remote repository\.?|Please make sure you have the correct access rights|and the repository exists\.)$/i

export type GitCode = Extract<RemoteLook, { kind: 'refused' }>['code'] | 'push-denied' | 'network'

/** What git's (2.39–2.50) or gh's (2.23–2.80) own words say went wrong; `null` when they say nothing of the kind. */
export function classifyGit(words: string): GitCode | null {
  if (BRANCH.test(words)) return 'branch-missing'
  if (PUSH.test(words)) return 'push-denied'
  if (DENIED.test(words)) return 'repo-denied'
  if (MISSING.test(words)) return 'repo-missing'
  return NETWORK.test(words) ? 'network' : null
}

/** The line of git's error output that says most. */
export function tellingLine(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !SAYS_LITTLE.test(line))
  const telling = lines.filter((line) =>
    /^(?:fatal|error|remote: (?:error|fatal|permission|invalid)|! \[)|denied/i.test(line),
  )
  return (telling.at(-1) ?? lines.at(-1) ?? 'nothing was said').slice(0, 300)
}
