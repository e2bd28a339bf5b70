import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Outcome, Run, RunState, RunSummary, TranscriptEntry, Trigger, Verdict } from '../run.ts'
import { operation } from './base.ts'

/** A run is named by its id, or by its job and number as in `nightly-code-review#47`. */
const ByRun = z.object({ runId: z.string() })

export const RunFilter = z.object({
  jobId: z.string().optional(),
  state: z.array(RunState).optional(),
  outcome: z.array(Outcome).optional(),
  verdict: z.array(Verdict).optional(),
  trigger: z.array(Trigger).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** Looks in job names, errors, branches and commits. */
  text: z.string().optional(),
})
export type RunFilter = z.infer<typeof RunFilter>

/** A piece of a run's log. `offset` is the byte at which it begins; a client goes on from `offset + bytes`. */
export const LogChunk = z.object({
  offset: z.number(),
  bytes: z.number(),
  text: z.string(),
  /** True in the last piece: the run has ended and no more will come. */
  end: z.boolean(),
})
export type LogChunk = z.infer<typeof LogChunk>

/** Runs: what happened. */
export const runs = {
  /** Newest first. `cursor` is what the page before answered as `next`. */
  list: operation
    .route({ method: 'GET', path: '/runs' })
    .input(
      RunFilter.extend({
        limit: z.number().int().min(1).max(500).default(50),
        cursor: z.string().optional(),
        /** Leaves out so many runs first: a list is entered anywhere, from a `cursor` that stays. */
        skip: z.number().int().min(0).default(0),
      }),
    )
    .output(z.object({ runs: z.array(RunSummary), next: z.string().nullable() })),
  /**
   * How many runs a list from `cursor` on has, and how many came since (`newer`). Without one, a cursor is answered that
   * stands before the newest run there is: what is listed from it does not move when others come.
   */
  count: operation
    .route({ method: 'GET', path: '/runs-count' })
    .input(RunFilter.extend({ cursor: z.string().optional() }))
    .output(z.object({ count: z.number(), newer: z.number(), cursor: z.string() })),
  show: operation.route({ method: 'GET', path: '/runs/{runId}' }).input(ByRun).output(Run),
  /** The run now, and again whenever it changes, until it has finished. */
  watch: operation
    .route({ method: 'GET', path: '/runs/{runId}/watch' })
    .input(ByRun)
    .output(eventIterator(Run)),
  /** The log from byte `from` (negative: that many bytes before the end), then, with `follow`, as it grows. */
  logs: operation
    .route({ method: 'GET', path: '/runs/{runId}/logs' })
    .input(ByRun.extend({ from: z.number().int().default(0), follow: z.boolean().default(false) }))
    .output(eventIterator(LogChunk)),
  /** What the agents said and did, after entry `after`; with `follow`, as it grows. */
  transcript: operation
    .route({ method: 'GET', path: '/runs/{runId}/transcript' })
    .input(
      ByRun.extend({
        stage: z.string().optional(),
        after: z.number().int().default(-1),
        follow: z.boolean().default(false),
      }),
    )
    .output(eventIterator(z.object({ entries: z.array(TranscriptEntry), end: z.boolean() }))),
  /** Asks the run to stop and answers once that is written down; the run's end follows. */
  cancel: operation.route({ method: 'POST', path: '/runs/{runId}/cancel' }).input(ByRun).output(RunSummary),
  /**
   * Runs a finished run's job again, now, as its next attempt; a retry that waits for its time begins at once. Answers
   * the attempt. Refused when the day's budget is spent, unless `force`.
   */
  retry: operation
    .route({ method: 'POST', path: '/runs/{runId}/retry' })
    .input(ByRun.extend({ force: z.boolean().default(false) }))
    .output(RunSummary),
}
