import type { Run } from '../../contract/index.ts'

/** Words of a run that can be searched for: the job, the error, branches, commits. */
export function searchWords(run: Pick<Run, 'jobId' | 'jobName' | 'error' | 'branches' | 'commits'>): string {
  return [
    run.jobId,
    run.jobName,
    run.error?.code ?? '',
    run.error?.message ?? '',
    ...run.branches.flatMap((branch) => [branch.name, branch.commit]),
    ...run.commits.flatMap((commit) => [commit.sha, commit.subject]),
  ].join('\n')
}

/**
 * What a person typed as an FTS5 query (https://sqlite.org/fts5.html#full_text_query_syntax): every word must occur, each
 * as the beginning of a word. `null` when nothing that could be searched for was typed.
 */
export function searchQuery(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
  return words ? words.map((word) => `"${word}"*`).join(' AND ') : null
}
