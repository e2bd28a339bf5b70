import { DockerJobInput, PipelineJobInput } from '../../contract/index.ts'
import { jobInvalid } from './check-job-input.ts'

/**
 * An entry of the jobs file with changes put into it: `null` takes a field away; a name that no job has stays, to be
 * refused by name. Throws `job-invalid` for another id.
 */
export function mergedJob(
  id: string,
  entry: Record<string, unknown>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  if ('id' in given && given.id !== id) {
    const message = `The field "id" must stay "${id}": an id names a job for good.`
    throw jobInvalid([{ field: 'id', message }])
  }
  const result = { ...entry }
  for (const [field, value] of Object.entries(given)) {
    if (value === null && (field in entry || knownFields.has(field))) delete result[field]
    else result[field] = value
  }
  return result
}

const knownFields = new Set([...Object.keys(PipelineJobInput.shape), ...Object.keys(DockerJobInput.shape)])
