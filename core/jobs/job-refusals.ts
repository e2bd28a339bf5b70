import type { Job } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'

export function jobExists(id: string, taken: string): OvenError {
  const why = id === taken ? '' : ' (ids that differ only in capitals share a folder on a Mac)'
  return new OvenError('job-exists', `There is already a job "${taken}"${why}.`, {
    kind: 'CONFLICT',
    hint: 'Choose another id, or change that job with `oven jobs update`.',
    fields: [{ field: 'id', message: `The field "id" must not be taken; "${taken}" is.` }],
  })
}

export function jobActive(id: string, active: number): OvenError {
  const runsText = active === 1 ? 'a run that has' : `${active} runs that have`
  return new OvenError('job-active', `Job "${id}" has ${runsText} not finished.`, {
    kind: 'CONFLICT',
    hint: 'Wait for it or cancel it, or remove the job all the same with --force; its runs go on then.',
  })
}

export function jobFollowed(id: string, followers: readonly Job[]): OvenError {
  const names = followers.map((job) => `"${job.id}"`).join(', ')
  const [verb, would] = followers.length === 1 ? ['begins', 'it'] : ['begin', 'they']
  return new OvenError('job-followed', `${names} ${verb} after "${id}".`, {
    kind: 'CONFLICT',
    hint: `Take "after" out of ${names}, or remove the job all the same with --force; ${would} will not begin after it any more.`,
  })
}
