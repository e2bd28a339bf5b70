import { OvenError } from '../../core/errors.ts'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What the operating system said about a file, as the error the core knows: `disk-full` or `file-refused`. */
export function diskError(error: unknown, path: string): OvenError {
  if (error instanceof OvenError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code && FULL.has(code)) {
    return new OvenError('disk-full', `There is no space left to write ${path}.`, {
      hint: 'Free some space on that disk, then try again.',
      cause: error,
    })
  }
  return new OvenError('file-refused', `${path} could not be used: ${message}.`, {
    hint: 'Look at the owner and the permissions of the file and of its folder.',
    cause: error,
  })
}
