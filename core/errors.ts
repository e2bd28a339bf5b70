import type { ErrorCode, FieldError } from '../contract/index.ts'

/**
 * The one error the oven throws on purpose: a code, a whole sentence, and what to do next.
 * `kind` is how it is told to a caller (contract/errors.ts); `code` names the very thing that happened.
 */
export class OvenError extends Error {
  readonly code: string
  readonly kind: ErrorCode
  readonly hint: string | null
  readonly fields: FieldError[]

  constructor(
    code: string,
    message: string,
    options: { kind?: ErrorCode; hint?: string | null; fields?: FieldError[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'OvenError'
    this.code = code
    this.kind = options.kind ?? 'FAILED'
    this.hint = options.hint ?? null
    this.fields = options.fields ?? []
  }
}

/** Something a caller named is not there. */
export function notFound(what: string, hint: string | null = null): OvenError {
  return new OvenError('not-found', what, { kind: 'NOT_FOUND', hint })
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
