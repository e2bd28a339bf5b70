import type { LogChunk, Run, RunFilter, RunSummary, TranscriptEntry } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound } from '../errors.ts'
import type { RunLogStore } from '../ports/run-log-store.ts'
import type { RunStore } from '../ports/run-store.ts'
import { createKeptFiles, type KeptFiles } from './kept/kept-files.ts'

/** Reading what happened, and what is happening. Runs are named as `RunService.resolve` understands them. */
export interface RunHistory extends KeptFiles {
  list(
    filter: RunFilter,
    page: { limit: number; cursor?: string; skip?: number },
  ): { runs: RunSummary[]; next: string | null }
  count: RunStore['count']
  show(name: string): Run
  /** The run now, and again whenever it changes; ends once it has finished. */
  watch(name: string, signal?: AbortSignal): AsyncGenerator<Run>
  logs(
    name: string,
    options: { from: number; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<LogChunk>
  transcript(
    name: string,
    options: { after: number; stage?: string; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<{ entries: TranscriptEntry[]; end: boolean }>
}

export function createRunHistory(options: {
  runs: RunStore
  logs: RunLogStore
  changes: ChangeHub
  resolve: (name: string) => Run
}): RunHistory {
  const { runs, logs, changes, resolve } = options
  function refuseRemoved(run: Run): void {
    if (!run.logRemovedAt) return
    throw notFound(
      `The log of ${run.jobName} #${run.number} was removed by clean-up at ${run.logRemovedAt}.`,
      'How long logs are kept is set under "retention" in the settings.',
    )
  }

  const logOf = (run: Run) => ({ runId: run.id, jobId: run.jobId, queuedAt: run.queuedAt })

  function show(name: string): Run {
    const run = resolve(name)
    return run.state === 'finished' ? run : { ...run, logBytes: logs.sizeOf(logOf(run)) }
  }

  async function* follow(runId: string, signal?: AbortSignal): AsyncGenerator<Run> {
    const stop = new AbortController()
    const seen = changes.watch(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal)
    try {
      await seen.next()
      let run = show(runId)
      yield run
      while (run.state !== 'finished') {
        const { value: change, done } = await seen.next()
        if (done) return
        if (change.type !== 'hello' && !(change.type === 'run' && change.runId === runId)) continue
        run = show(runId)
        yield run
      }
    } finally {
      stop.abort()
      await seen.return(undefined)
    }
  }

  return {
    ...createKeptFiles({ logs, resolve, refuseRemoved }),
    list: (filter, page) => runs.list(filter, page),
    count: (filter, cursor) => runs.count(filter, cursor),
    show,
    watch: (name, signal) => follow(show(name).id, signal),
    logs(name, { from, follow, signal }) {
      const run = resolve(name)
      refuseRemoved(run)
      return logs.read(logOf(run), { from, follow: follow && run.state !== 'finished', signal })
    },
    transcript(name, { after, stage, follow, signal }) {
      const run = resolve(name)
      refuseRemoved(run)
      const goesOn = follow && run.state !== 'finished'
      return logs.readTranscript(logOf(run), { after, stage, follow: goesOn, signal })
    },
  }
}
