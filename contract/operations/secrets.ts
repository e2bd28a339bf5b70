import { z } from 'zod'
import { SecretList, SecretName, SecretView } from '../secret.ts'
import { operation } from './base.ts'

/** Secrets: values that jobs are handed and nobody is shown again. No operation answers one. */
export const secrets = {
  list: operation.route({ method: 'GET', path: '/secrets' }).output(SecretList),
  /** Sets or replaces a value. Runs that are active keep the one they were given. */
  set: operation
    .route({ method: 'PUT', path: '/secrets/{name}' })
    .input(z.object({ name: SecretName, value: z.string() }))
    .output(SecretView),
  /** Refuses while jobs use it, naming them, unless `force`: their runs are blocked from then on. */
  remove: operation
    .route({ method: 'DELETE', path: '/secrets/{name}' })
    .input(z.object({ name: z.string(), force: z.boolean().default(false) }))
    .output(z.object({ removed: z.string(), usedBy: z.array(z.string()) })),
  /** Moves values of a job's `env` into secrets of the same names, which the job then uses: those named, or all that look secret. */
  adopt: operation
    .route({ method: 'POST', path: '/jobs/{id}/adopt-secrets' })
    .input(z.object({ id: z.string(), names: z.array(SecretName).optional() }))
    .output(z.object({ moved: z.array(z.string()) })),
  /** Puts all values under a new key. The old one opens nothing any more; copies of the file made before, it still does. */
  rotateKey: operation
    .route({ method: 'POST', path: '/secrets/rotate-key' })
    .output(z.object({ secrets: z.number(), keptBy: z.string() })),
}
