import type { DeliveryOutcome, RunError } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { OvenError } from '../errors.ts'
import type { CallStore } from '../ports/call-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { PayloadStore } from '../ports/payload-store.ts'
import { createRunId } from '../runs/run-id.ts'
import { CallRefusal, statusOfRefusal } from './call-refusal.ts'
import type { Caller } from './identify-caller.ts'
import type { IncomingCall } from './incoming-call.ts'

const DAY_MS = 86_400_000

/** Of each job; refusals are kept apart, so that no flood of them pushes out what was taken. */
const KEPT: Record<DeliveryOutcome, number> = { accepted: 500, duplicate: 100, refused: 100 }
/** Data of calls, over all jobs: 64 MiB at most, as none is larger than 64 KiB. */
const KEPT_PAYLOADS = 1000
const KEPT_DAYS = 30
/** Signatures without a time in them are good for as long as their secret is. */
const KEPT_SIGNATURE_DAYS = 400
const TIDY_EVERY = 50

/** What is remembered of a call. `from` is `null` for what nobody called for: it was found by asking. */
export type KeptCall = Omit<IncomingCall, 'from' | 'bearer' | 'isOven'> & { from: string | null }

/** Remembers calls and what came of them, within bounds. */
export interface CallKeeper {
  /** Answers the id of what it wrote down. */
  note(
    call: KeptCall,
    caller: Caller,
    what: {
      outcome: DeliveryOutcome
      runId?: string
      payloadId?: number | null
      error?: RunError
      status?: number
    },
  ): string
  /** Answers `null`, having noted nothing, for an error that is none of a call's. */
  refused(call: KeptCall, caller: Caller, error: unknown): string | null
  tidy(): void
}

export function createCallKeeper(options: {
  calls: CallStore
  payloads: PayloadStore
  changes: Pick<ChangeHub, 'emit'>
  clock: Clock
  now: () => string
}): CallKeeper {
  const { calls, payloads, changes, clock, now } = options
  let noted = 0

  const note: CallKeeper['note'] = (call, caller, what) => {
    const { jobId } = call
    const id = createRunId(clock.now())
    calls.add({
      id,
      jobId,
      at: now(),
      via: caller.via,
      tokenEnding: caller.token?.ending ?? null,
      from: call.from,
      key: shownKey(call),
      outcome: what.outcome,
      status: what.status ?? 202,
      error: what.error ?? null,
      runId: what.runId ?? null,
      payloadId: what.payloadId ?? (what.runId ? (payloads.ofRun(what.runId)?.id ?? null) : null),
      payloadBytes: call.body?.length ?? 0,
    })
    calls.trim(jobId, KEPT)
    noted += 1
    if (noted % TIDY_EVERY === 0) tidy()
    changes.emit({ type: 'call', jobId })
    return id
  }

  function tidy(): void {
    const before = (days: number) => new Date(clock.now() - days * DAY_MS).toISOString()
    payloads.trim({ before: before(KEPT_DAYS), keep: KEPT_PAYLOADS })
    calls.forgetKeys(before(KEPT_DAYS), 'signature:', 'others')
    calls.forgetKeys(before(KEPT_SIGNATURE_DAYS), 'signature:', 'only')
  }

  return {
    note,
    refused(call, caller, error) {
      if (!(error instanceof CallRefusal) && !(error instanceof OvenError)) return null
      const { code, message, hint } = error
      // What a known caller sent can be delivered again once the reason is gone; a stranger's data is not kept.
      const isKept = caller.via !== 'unknown' && error instanceof OvenError && call.body !== null
      return calls.atOnce(() =>
        note(call, caller, {
          outcome: 'refused',
          status: statusOfRefusal(error),
          error: { code, message, hint },
          payloadId: isKept ? payloads.keep(call.body!, now()) : null,
        }),
      )
    },
    tidy,
  }
}

/** As its caller wrote it, as far as that can be shown. */
function shownKey({ idempotencyKey, signature, deliveryId }: KeptCall): string | null {
  const key = idempotencyKey ?? signature.webhookId ?? deliveryId
  return key === null || key === undefined ? null : key.slice(0, 255)
}
