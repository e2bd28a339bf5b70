import type { FieldError } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'

/** Shorter values cannot be told from ordinary text, so they could not be masked. */
export const LEAST_SECRET_LENGTH = 6
/** The kernel hands a process at most 128 KiB in one variable. */
const MOST_SECRET_BYTES = 64 * 1024

/** Names that would change how the run's own programs work (images/pipeline-runner/runner/payload.js refuses most). */
const RESERVED =
  /^(?:OVEN_.*|AGENT_OVEN_.*|__.*|HOME|PATH|PWD|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|UID|EUID|PPID|LD_PRELOAD|LD_LIBRARY_PATH|NODE_OPTIONS)$/

/** Throws `secret-invalid`, naming the field; the value is never repeated. */
export function checkSecret({ name, value }: { name: string; value: string }): void {
  const refuse = (field: string, message: string): never => {
    const fields: FieldError[] = [{ field, message }]
    throw new OvenError('secret-invalid', message, {
      kind: 'INPUT_INVALID',
      hint: 'Nothing was changed.',
      fields,
    })
  }
  if (RESERVED.test(name))
    refuse('name', `The name "${name}" is kept for the oven and the run's own programs.`)
  if (value.includes('\0')) refuse('value', 'The value must not hold a NUL character: no variable can.')
  if (Buffer.byteLength(value) > MOST_SECRET_BYTES) {
    refuse('value', 'The value must be at most 64 KiB: it becomes an environment variable.')
  }
  if (value.trim().length < LEAST_SECRET_LENGTH) {
    refuse(
      'value',
      `The value must have at least ${LEAST_SECRET_LENGTH} characters: shorter ones cannot be masked in logs without masking ordinary words.`,
    )
  }
}
