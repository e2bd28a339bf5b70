import type { Delivery, DeliveryOutcome, RunError } from '../../contract/index.ts'

export interface NewDelivery {
  id: string
  jobId: string
  at: string
  via: Delivery['via']
  tokenEnding: string | null
  from: string | null
  key: string | null
  outcome: DeliveryOutcome
  status: number
  error: RunError | null
  runId: string | null
  payloadId: number | null
  payloadBytes: number
}

/** The names under which calls are known that became runs, and the history of calls. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface CallStore {
  /** All that `work` writes is kept, or nothing. */
  atOnce<T>(work: () => T): T
  findKey(jobId: string, key: string): { bodySha256: string; runId: string } | null
  keepKey(jobId: string, key: string, made: { bodySha256: string; runId: string; at: string }): void
  /** Removes keys that are older; those that begin with `prefix` stay, or with `only` are the ones that go. */
  forgetKeys(before: string, prefix: string, how: 'others' | 'only'): void
  add(delivery: NewDelivery): void
  find(id: string): Delivery | null
  /** What a delivery was called with; `null` when it had no data. */
  payloadOf(deliveryId: string): number | null
  /** Newest first. */
  list(
    filter: { jobId?: string; outcome?: DeliveryOutcome[] },
    page: { limit: number; cursor?: string },
  ): { deliveries: Delivery[]; next: string | null }
  /** Keeps so many of a job's newest. */
  trim(jobId: string, keep: Record<DeliveryOutcome, number>): void
}
