import type { Delivery, DockerJob, PipelineJob, RunSummary } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound, OvenError } from '../errors.ts'
import type { CallStore } from '../ports/call-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { GithubStore } from '../ports/github-store.ts'
import type { PayloadStore } from '../ports/payload-store.ts'
import { createRunId } from '../runs/run-id.ts'
import type { RunService } from '../runs/run-service.ts'
import { createCallKeeper } from './call-keeper.ts'
import { CallRefusal } from './call-refusal.ts'
import { type Caller, identifyCaller } from './identify-caller.ts'
import { callKeyOf, type IncomingCall, requireJson } from './incoming-call.ts'
import type { TokenService } from './token-service.ts'
import { hashOf } from './token-value.ts'

type AnyJob = PipelineJob | DockerJob

/** Calls from outside: who they are from, the runs they become, and what is remembered of them. */
export interface CallService {
  /** Throws a `CallRefusal` when nobody known calls, having noted it unless `isNoted` is false. */
  identify(call: IncomingCall, options?: { isNoted?: boolean }): Promise<Caller>
  /**
   * Makes a run of a call whose caller is known, once, however often it comes under one name. Throws a `CallRefusal` or an
   * `OvenError`, having noted it.
   */
  fire(call: IncomingCall, caller: Caller): { run: RunSummary; isDuplicate: boolean }
  list: CallStore['list']
  /** Throws `not-found`, `payload-gone` and what a click on Run would. */
  redeliver(id: string): Delivery
  /** Throws away what is old. */
  tidy(): void
}

export function createCallService(options: {
  calls: CallStore
  payloads: PayloadStore
  tokens: Pick<TokenService, 'authenticate' | 'signingSecrets' | 'noteUse'>
  findJob: (id: string) => AnyJob | null
  findRun: (id: string) => RunSummary | null
  runs: Pick<RunService, 'start'>
  /** What calls were about that GitHub made. */
  github: Pick<GithubStore, 'originOfDelivery' | 'keepDelivery' | 'keepRun'>
  changes: Pick<ChangeHub, 'emit'>
  clock: Clock
}): CallService {
  const { calls, payloads, tokens, findJob, findRun, clock } = options
  const now = () => new Date(clock.now()).toISOString()
  const keeper = createCallKeeper({ ...options, now })

  function usableJob(id: string): AnyJob {
    const job = findJob(id)
    if (!job) throw notFound(`There is no job "${id}" that can be run.`, 'See `oven jobs list`.')
    if (job.enabled) return job
    throw new OvenError('job-disabled', `"${id}" is disabled: only a person starts it.`, {
      kind: 'CONFLICT',
      hint: `\`oven jobs enable ${id}\` lets it be called again.`,
    })
  }

  /** The names under which this very call may have come before. */
  function namesOf(call: IncomingCall, caller: Caller): string[] {
    const named = callKeyOf(call)
    const names = named === null ? [] : [`${named.kind}:${named.key}`]
    const { hubSignature, webhookSignature } = call.signature
    // Such a signature holds no time and its delivery's id is not signed: who saw one call could repeat it for ever.
    if (caller.via === 'signature' && webhookSignature === undefined && hubSignature !== undefined) {
      names.push(`signature:${hubSignature.toLowerCase()}`)
    }
    return names
  }

  function earlierRun(call: IncomingCall, names: readonly string[], bodySha256: string): RunSummary | null {
    for (const name of names) {
      const known = calls.findKey(call.jobId, name)
      if (known === null) continue
      if (known.bodySha256 !== bodySha256) {
        throw new CallRefusal(
          422,
          'key-reused',
          'A call of this name came before, with another body.',
          'Give each call a name of its own; only the same call, tried again, bears the same.',
        )
      }
      const run = findRun(known.runId)
      if (run) return run
    }
    return null
  }

  function take(call: IncomingCall, caller: Caller): { run: RunSummary; isDuplicate: boolean } {
    const { jobId, body } = call
    const job = usableJob(jobId)
    if (body) requireJson(body)
    const bodySha256 = hashOf(body ?? '')
    const names = namesOf(call, caller)
    const earlier = earlierRun(call, names, bodySha256)
    if (earlier) {
      keeper.note(call, caller, { outcome: 'duplicate', runId: earlier.id })
      return { run: earlier, isDuplicate: true }
    }
    const run = options.runs.start(job, {
      trigger: caller.via === 'oven' ? 'api' : 'webhook',
      writtenWith: (create) =>
        calls.atOnce(() => {
          const made = create()
          const payloadId = body ? payloads.keep(body, now()) : null
          if (payloadId !== null) payloads.assign(made.id, payloadId)
          for (const name of names) calls.keepKey(jobId, name, { bodySha256, runId: made.id, at: now() })
          keeper.note(call, caller, { outcome: 'accepted', runId: made.id, payloadId })
          return made
        }),
    })
    return { run, isDuplicate: false }
  }

  return {
    async identify(call, { isNoted = true } = {}) {
      try {
        return await identifyCaller(call, { tokens, nowMs: clock.now() })
      } catch (error) {
        // Of jobs that are not there nothing is kept, or anybody could fill the history.
        if (isNoted && findJob(call.jobId)) keeper.refused(call, { via: 'unknown', token: null }, error)
        throw error
      }
    },
    fire(call, caller) {
      if (caller.token) tokens.noteUse(caller.token, call.from)
      try {
        return take(call, caller)
      } catch (error) {
        keeper.refused(call, caller, error)
        throw error
      }
    },
    list: (filter, page) => calls.list(filter, page),
    redeliver(id) {
      const delivery = calls.find(id)
      if (!delivery) throw notFound(`There is no delivery "${id}".`, 'See `oven webhooks list`.')
      if (delivery.via === 'unknown') {
        throw new OvenError(
          'caller-unknown',
          'Nobody knows who made this call, so it is not delivered again.',
          {
            kind: 'CONFLICT',
            hint: 'Mend what it says, then have its sender send it again.',
          },
        )
      }
      if (!delivery.canRedeliver) {
        throw new OvenError('payload-gone', 'The data of this call is not kept any more.', {
          kind: 'CONFLICT',
          hint: 'Have its sender send it again.',
        })
      }
      const job = usableJob(delivery.jobId)
      const again = createRunId(clock.now())
      const origin = options.github.originOfDelivery(id)
      options.runs.start(job, {
        trigger: origin ? 'github' : 'webhook',
        writtenWith: (create) =>
          calls.atOnce(() => {
            const made = create()
            const payloadId = calls.payloadOf(id)
            if (payloadId !== null) payloads.assign(made.id, payloadId)
            calls.add({
              id: again,
              jobId: job.id,
              at: now(),
              via: 'redelivery',
              tokenEnding: null,
              from: delivery.from,
              key: delivery.key,
              outcome: 'accepted',
              status: 202,
              error: null,
              runId: made.id,
              payloadId,
              payloadBytes: delivery.payloadBytes,
            })
            if (origin) {
              options.github.keepRun(made.id, job.id, origin)
              options.github.keepDelivery(again, origin)
            }
            return made
          }),
      })
      options.changes.emit({ type: 'call', jobId: job.id })
      return calls.find(again)!
    },
    tidy: keeper.tidy,
  }
}
