import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import type { GithubStore, OpenGithubEvent } from '../../ports/github-store.ts'
import type { PayloadStore } from '../../ports/payload-store.ts'
import type { RunService } from '../../runs/run-service.ts'
import type { CallKeeper, KeptCall } from '../call-keeper.ts'
import type { Caller } from '../identify-caller.ts'

type AnyJob = PipelineJob | DockerJob

const GITHUB: Caller = { via: 'github', token: null }

/** What becomes of an event for one job, written down together with why. */
export interface GithubBooks {
  /** Throws what a click on Run would. */
  begin(job: AnyJob, event: OpenGithubEvent): void
  refuse(job: AnyJob, event: OpenGithubEvent, error: unknown): void
  /** The job began a run of it before. */
  noteDuplicate(
    job: AnyJob,
    event: Omit<OpenGithubEvent, 'id' | 'takenAt' | 'attempts' | 'nextAt'>,
    runId: string,
  ): void
}

export function createGithubBooks(deps: {
  store: GithubStore
  payloads: Pick<PayloadStore, 'keep' | 'assign'>
  keeper: CallKeeper
  runs: Pick<RunService, 'start'>
  now: () => string
}): GithubBooks {
  const { store, payloads, keeper, runs, now } = deps
  return {
    begin(job, event) {
      const call = callOf(job, event)
      runs.start(job, {
        trigger: 'github',
        writtenWith: (create) =>
          store.atOnce(() => {
            const run = create()
            const payloadId = payloads.keep(call.body!, now())
            payloads.assign(run.id, payloadId)
            store.decide(event.id, job.id, run.id, now())
            store.keepRun(run.id, job.id, event.origin)
            const noted = keeper.note(call, GITHUB, { outcome: 'accepted', runId: run.id, payloadId })
            store.keepDelivery(noted, event.origin)
            return run
          }),
      })
    },
    refuse(job, event, error) {
      store.atOnce(() => {
        store.decide(event.id, job.id, null, now())
        const noted = keeper.refused(callOf(job, event), GITHUB, error)
        if (noted !== null) store.keepDelivery(noted, event.origin)
      })
    },
    noteDuplicate(job, event, runId) {
      store.atOnce(() => {
        const noted = keeper.note(callOf(job, event), GITHUB, { outcome: 'duplicate', runId })
        store.keepDelivery(noted, event.origin)
      })
    },
  }
}

function callOf(
  job: AnyJob,
  { from, deliveryId, key, work }: Pick<OpenGithubEvent, 'from' | 'deliveryId' | 'key' | 'work'>,
): KeptCall {
  return {
    jobId: job.id,
    from,
    body: Buffer.from(work.payload),
    signature: {},
    idempotencyKey: null,
    deliveryId: deliveryId ?? key,
  }
}
