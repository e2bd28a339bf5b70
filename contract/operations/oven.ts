import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Slot, SlotState } from '../run.ts'
import { Change, CheckResult, ImageProgress, OvenImage, Status } from '../status.ts'
import { operation } from './base.ts'

export const status = {
  show: operation.route({ method: 'GET', path: '/status' }).output(Status),
}

export const doctor = {
  /** Runs every check afresh. */
  check: operation
    .route({ method: 'POST', path: '/doctor' })
    .output(z.object({ passed: z.boolean(), checks: z.array(CheckResult) })),
}

export const slots = {
  list: operation
    .route({ method: 'GET', path: '/slots' })
    .input(
      z.object({
        jobId: z.string().optional(),
        state: z.array(SlotState).optional(),
        since: z.iso.datetime({ offset: true }).optional(),
        until: z.iso.datetime({ offset: true }).optional(),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(Slot)),
}

export const images = {
  list: operation.route({ method: 'GET', path: '/images' }).output(z.array(OvenImage)),
  /** Builds an image of the oven's own. Two callers of the same image share one build. */
  build: operation
    .route({ method: 'POST', path: '/images/build' })
    .input(
      z.object({
        name: z.string(),
        noCache: z.boolean().default(false),
        /** An npm spec, or the path of a tarball on the host, for `agent-pipeline`. */
        agentPipeline: z.string().optional(),
        claudeCode: z.string().optional(),
        baseImage: z.string().optional(),
        /** Paths on the host of certificate files to trust inside the image. */
        extraCa: z.array(z.string()).optional(),
      }),
    )
    .output(eventIterator(ImageProgress)),
  remove: operation
    .route({ method: 'POST', path: '/images/remove' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string() })),
}

export const changes = {
  /** A `hello`, then every change as it happens. */
  watch: operation.route({ method: 'GET', path: '/changes' }).output(eventIterator(Change)),
}
