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

/** Longest beginning of a word that the search table has an index for (`prefix` in `migrations/0001-runs.ts`). */
const SHORT = 3

/** The words a person typed, folded as the search table folds them: lower case, without accents. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{Co}]+/gu) ?? []
  )
}

/** The beginning of a word that can be looked up without gathering all its hits. */
export function shortened(word: string): string {
  return [...word].slice(0, SHORT).join('')
}

/**
 * An FTS5 query (https://sqlite.org/fts5.html#full_text_query_syntax) for runs in which each of the words occurs, as the
 * beginning of a word.
 */
export function ftsQuery(words: readonly string[]): string {
  return words.map((word) => `"${word}"*`).join(' AND ')
}

/** The query for a filter's text: `undefined` without one, `null` for a text without words, which finds nothing. */
export function ftsOf({ text }: { text?: string | undefined }): string | null | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const words = wordsOf(text)
  return words.length === 0 ? null : ftsQuery(words)
}

/** The same question as `ftsQuery`, asked of one run's words. */
export function hasWords(text: string, words: readonly string[]): boolean {
  const present = wordsOf(text)
  return words.every((word) => present.some((each) => each.startsWith(word)))
}
