import type { RunError } from '../../../contract/index.ts'

/** What a command's exit code other than 0 says. `engineError` is the engine's own word on why it could not be started. */
export function exitError(exitCode: number, engineError: string): RunError {
  if (exitCode === 127) {
    return {
      code: 'command-missing',
      message: `The command was not found in the image (exit code 127).${engineError ? ` ${engineError}` : ''}`,
      hint: 'Correct "command" or "image" of the job.',
    }
  }
  if (exitCode === 126) {
    return {
      code: 'command-refused',
      message: 'The command could not be executed (exit code 126).',
      hint: 'See whether the file is executable.',
    }
  }
  if (exitCode === 137) {
    return {
      code: 'killed',
      message: 'The command was killed from outside (SIGKILL, exit code 137).',
      hint: null,
    }
  }
  return {
    code: 'exit-code',
    message: `The command exited with code ${exitCode}.`,
    hint: 'Look at the end of the log.',
  }
}
