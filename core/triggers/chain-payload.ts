import type { Run } from '../../contract/index.ts'

/** As for calls from outside. */
const MAX_BYTES = 64 * 1024
const MAX_ENTRIES = 100
const MAX_TEXT = 500

/**
 * What a run is told of the one whose end it followed, as JSON (docs/jobs.md, "After another job"). What somebody else may
 * have written (names of branches, subjects of commits) is data in a file, never part of a command or a prompt.
 */
export function chainPayload(parent: Run): Buffer {
  for (let entries = MAX_ENTRIES; ; entries = Math.floor(entries / 2)) {
    const body = Buffer.from(JSON.stringify({ trigger: 'chain', parent: told(parent, entries) }))
    if (body.length <= MAX_BYTES || entries === 0) return body
  }
}

function told(run: Run, entries: number) {
  const { error } = run
  return {
    runId: run.id,
    jobId: run.jobId,
    jobName: run.jobName,
    number: run.number,
    attempt: run.attempt,
    trigger: run.trigger,
    outcome: run.outcome,
    verdict: run.verdict,
    error: error && { code: error.code, message: error.message.slice(0, MAX_TEXT) },
    exitCode: run.exitCode,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    source: run.source,
    // The newest, as those are what the next job looks for.
    branches: entries === 0 ? [] : run.branches.slice(-entries),
    commits: entries === 0 ? [] : run.commits.slice(-entries),
    isComplete: run.branches.length <= entries && run.commits.length <= entries,
    pullRequest: run.pullRequest,
    changes: run.changes,
    costUsd: run.costUsd,
  }
}
