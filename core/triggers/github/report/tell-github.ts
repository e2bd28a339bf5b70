import type { Run } from '../../../../contract/index.ts'
import { OvenError } from '../../../errors.ts'
import type { GithubAccess, GithubApi } from '../../../ports/github-api.ts'
import type { PlacedReport, ReportChanges } from '../../../ports/github-report-store.ts'
import { webHostOf } from '../github-access.ts'
import { markerOf } from './comment-marker.ts'
import { commitStatus } from './commit-status.ts'
import { isoAt, newMark, REMOVALS_AT_MOST } from './report-ledger.ts'
import { runComment } from './run-comment.ts'

/** GitHub's clock and this machine's may differ by so much when a comment is looked for. */
const CLOCKS_DIFFER_MS = 3_600_000
const PAGES_LOOKED_AT = 5

/** Without exception, no comment was made: GitHub said so. */
const DEFINITE = ['github-denied', 'github-not-found', 'github-limited']

export type Runs = readonly [Run, ...Run[]]

/** What is to be said now: of the same runs always the same. The comment is without its mark, which changes nothing. */
export function wordsOf(
  report: PlacedReport,
  runs: Runs,
  { apiUrl, mask }: { apiUrl: string; mask: (text: string) => string },
): unknown {
  if (report.kind === 'status') return commitStatus(runs[0], report.at, mask)
  return runComment(runs, { mark: '', repo: report.repo, host: webHostOf(apiUrl), mask })
}

/**
 * Tells GitHub once. There is one comment, which is edited; where somebody removed it, it is made anew once. `remember` is
 * called before and after a comment is made, so that a host that goes away in between looks for it before it makes another.
 * Throws what `GithubApi` throws.
 */
export async function tellGithub(
  report: PlacedReport,
  runs: Runs,
  tools: {
    api: GithubApi
    access: GithubAccess
    mask: (text: string) => string
    now: () => number
    remember: (changes: ReportChanges) => void
  },
): Promise<void> {
  const { api, access, mask, remember } = tools
  const { repo } = report
  if (access.token === null) throw noToken()
  if (report.kind === 'status') {
    await api.createStatus(access, repo, commitStatus(runs[0], report.at, mask))
    return
  }
  const host = webHostOf(access.apiUrl)
  const textWith = (mark: string) => runComment(runs, { mark, repo, host, mask })
  const known = await knownComment()
  if (known !== null) {
    const isThere = await edit(known.id, textWith(known.mark))
    if (isThere) return
    if (report.removals + 1 >= REMOVALS_AT_MOST) {
      remember({ removals: report.removals + 1, problem: notWanted() })
      return
    }
  }
  await make(known === null ? 0 : 1)

  async function knownComment(): Promise<{ id: number; mark: string } | null> {
    const { mark, doubtSince } = report
    const found = doubtSince === null ? null : await findComment(report, { api, access, since: doubtSince })
    if (found === null) return report.commentId === null ? null : { id: report.commentId, mark }
    const removals = report.removals + (report.commentId === null ? 0 : 1)
    remember({ commentId: found, doubtSince: null, removals })
    return { id: found, mark }
  }

  async function edit(id: number, text: string): Promise<boolean> {
    try {
      await api.updateComment(access, repo, id, text)
      return true
    } catch (error) {
      if (error instanceof OvenError && error.code === 'github-not-found') return false
      throw error
    }
  }

  async function make(removed: 0 | 1): Promise<void> {
    // Nobody has seen a new mark, so nobody can pass a comment off as the one that is looked for.
    const mark = newMark()
    remember({ mark, doubtSince: isoAt(tools.now()) })
    try {
      const { id } = await api.createComment(access, repo, Number(report.at), textWith(mark))
      remember({ commentId: id, doubtSince: null, removals: report.removals + removed })
    } catch (error) {
      if (error instanceof OvenError && DEFINITE.includes(error.code)) remember({ doubtSince: null })
      throw error
    }
  }
}

/** Looks through the newest comments for the one that bears the mark. */
async function findComment(
  { repo, mark }: PlacedReport,
  { api, access, since }: { api: GithubApi; access: GithubAccess; since: string },
): Promise<number | null> {
  const from = isoAt(Date.parse(since) - CLOCKS_DIFFER_MS).replace(/\.\d+Z$/, 'Z')
  for (let page = 1; page <= PAGES_LOOKED_AT; page += 1) {
    const query = `sort=created&direction=desc&per_page=100&since=${from}&page=${page}`
    const { body } = await api.read(access, `/repos/${repo}/issues/comments?${query}`, { etag: null })
    const comments: unknown[] = Array.isArray(body) ? body : []
    for (const comment of comments) {
      const { id, body: text } = (comment ?? {}) as { id?: unknown; body?: unknown }
      if (typeof id === 'number' && typeof text === 'string' && text.startsWith(markerOf(mark))) return id
    }
    if (comments.length < 100) return null
  }
  return null
}

function notWanted() {
  return {
    code: 'comment-removed',
    message: 'The comment was removed on GitHub for the second time, so no other is made.',
    hint: null,
  }
}

function noToken(): OvenError {
  return new OvenError('github-denied', 'There is no login to tell GitHub with.', {
    hint: 'Sign in with `gh auth login`, or name a token or a GitHub App in "source.credentials" of the job.',
  })
}
