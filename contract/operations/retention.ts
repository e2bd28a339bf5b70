import { CleanUpReport } from '../retention.ts'
import { operation } from './base.ts'

/** Clean-up of what runs leave behind: only what is this oven's own, and nothing of a run that has not finished. */
export const retention = {
  /** What `clean` would remove now. */
  preview: operation.route({ method: 'GET', path: '/retention' }).output(CleanUpReport),
  /** Removes it. Happens by itself ten minutes after the start of a host and once a day. */
  clean: operation.route({ method: 'POST', path: '/retention/clean' }).output(CleanUpReport),
}
