import type { AttentionItem } from '../../../../contract/index.ts'
import type { GithubPoll } from '../../../../contract/operations/github.ts'
import { passesByItself } from './pace.ts'

/** What passes by itself is told when it has not for this long. */
const LONG_MS = 30 * 60_000

/** Repositories about which GitHub cannot be asked, so that jobs may not begin: refused, or failing for long. */
export function findGithubTroubles(polls: readonly GithubPoll[], nowMs: number): AttentionItem[] {
  return polls.flatMap(({ repo, problem }) => {
    if (problem === null) return []
    const isPassing = passesByItself(problem.code)
    if (isPassing && nowMs - Date.parse(problem.since) < LONG_MS) return []
    return [
      {
        id: `github:${repo.toLowerCase()}:${problem.code}`,
        kind: 'warning' as const,
        tone: 'attention' as const,
        title: `GitHub cannot be asked what happens in ${repo}`,
        detail: problem.message,
        fixes: problem.hint === null ? [] : [{ description: problem.hint, command: null }],
        since: problem.since,
        action: isPassing
          ? null
          : { kind: 'open-page' as const, label: 'Open credentials', page: 'credentials' as const },
        dismissible: true,
      },
    ]
  })
}
