import type { Failure } from './failure.ts'
import { plainLine } from './print/plain-text.ts'
import { createScreen } from './print/screen.ts'

/**
 * Says on standard error what went wrong, why, and what to do; under `--json` also as `{"error": …}` on standard output.
 * Answers the exit code.
 */
export function reportFailure(failure: Failure, json: boolean): number {
  const err = createScreen(process.stderr, { env: process.env })
  err.progress('')
  err.line(`${err.paint('red', 'error:')} ${plainLine(failure.message)}`)
  const saysMore = failure.fields.length > 1 || failure.fields[0]?.message !== failure.message
  for (const { field, message } of saysMore ? failure.fields : []) {
    const sentence = plainLine(message)
    err.line(`  ${field && !sentence.includes(field) ? `${field}: ` : ''}${sentence}`)
  }
  if (failure.hint) err.line(`${err.paint('cyan', 'hint:')} ${plainLine(failure.hint)}`)
  if (json) {
    const { code, message, hint, fields } = failure
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint, fields } }, null, 2)}\n`)
  }
  return failure.exitCode
}
