import { writeLongRecord } from './record.js'

/** Exit codes of the entrypoint itself (sysexits.h); agent-pipeline's own are 0, 1 and 130. */
const EXIT_CODES = {
  'input-invalid': 64,
  'pipeline-missing': 65,
  'pipeline-invalid': 65,
  'repo-missing': 69,
  'repo-denied': 69,
  'branch-missing': 69,
  network: 69,
  'runner-broken': 70,
  'payload-missing': 78,
}

/** The run cannot go on: a code of ErrorRecord, a whole sentence, and what to do next. */
export class Failure extends Error {
  constructor(code, message, hint = null) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** Says a failure to people (standard error) and to the oven (a record). */
export function report(failure) {
  process.stderr.write(`agent-oven: ${failure.message}${failure.hint ? ` ${failure.hint}` : ''}\n`)
  writeLongRecord({ t: 'error', code: failure.code, message: failure.message, hint: failure.hint })
}

/** Runs one program of the entrypoint; a failure is reported and becomes the exit code. */
export async function runProgram(program) {
  try {
    await program()
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure('runner-broken', `The runner itself failed: ${error.stack ?? error}`)
    report(failure)
    process.exitCode = EXIT_CODES[failure.code] ?? 70
  }
}
