import type { FieldError } from '../contract/index.ts'

/** What a command ends with. */
export const exitCodes = { done: 0, failed: 1, wrongInput: 2, noHost: 3, notFound: 4 } as const

/** Why a command could not do what it was asked. */
export class Failure extends Error {
  readonly exitCode: number
  readonly code: string
  readonly hint: string | null
  readonly fields: FieldError[]

  constructor(options: {
    exitCode: number
    code: string
    message: string
    hint?: string | null
    fields?: FieldError[]
    cause?: unknown
  }) {
    super(options.message, { cause: options.cause })
    this.exitCode = options.exitCode
    this.code = options.code
    this.hint = options.hint ?? null
    this.fields = options.fields ?? []
  }
}

export function wrongUse(message: string, hint: string | null = null): Failure {
  return new Failure({ exitCode: exitCodes.wrongInput, code: 'INPUT_INVALID', message, hint })
}

const exitOf: Record<string, number> = {
  INPUT_INVALID: exitCodes.wrongInput,
  BAD_REQUEST: exitCodes.wrongInput,
  CONFLICT: exitCodes.wrongInput,
  ENGINE_DOWN: exitCodes.noHost,
  NO_HOST: exitCodes.noHost,
  UNAUTHORIZED: exitCodes.noHost,
  NOT_FOUND: exitCodes.notFound,
}

/** Reads whatever was thrown (by a call over HTTP, by the oven in this process, by a file) as a failure. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const thrown = error as {
    name?: string
    kind?: string
    code?: string
    message?: string
    hint?: string | null
    fields?: FieldError[]
    status?: number
    data?: { hint?: unknown; fields?: unknown; issues?: unknown }
    cause?: { code?: string }
  }
  if (thrown?.name === 'OvenError')
    return fromKind(thrown.kind ?? 'FAILED', thrown, thrown.hint, thrown.fields)
  if (typeof thrown?.code === 'string' && typeof thrown.status === 'number') {
    const data = thrown.data
    const fields = [...listOf<FieldError>(data?.fields), ...listOf<Issue>(data?.issues).map(asField)]
    const code = thrown.code === 'BAD_REQUEST' ? 'INPUT_INVALID' : thrown.code
    return fromKind(code, thrown, typeof data?.hint === 'string' ? data.hint : null, fields)
  }
  const system = thrown?.cause?.code ?? thrown?.code
  if (system === 'ECONNREFUSED' || system === 'ECONNRESET' || system === 'UND_ERR_SOCKET') {
    return new Failure({
      exitCode: exitCodes.noHost,
      code: 'NO_HOST',
      message: 'The oven’s host went away.',
      hint: 'Runs go on in their containers. Start the host again (`oven serve`, or the app), then ask again.',
      cause: error,
    })
  }
  return new Failure({
    exitCode: exitCodes.failed,
    code: 'FAILED',
    message: thrown?.message ?? String(error),
    cause: error,
  })
}

interface Issue {
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[]
}

function fromKind(
  code: string,
  thrown: { message?: string },
  hint?: string | null,
  fields?: FieldError[],
): Failure {
  const message = thrown.message ?? code
  return new Failure({
    exitCode: exitOf[code] ?? exitCodes.failed,
    code,
    message,
    hint,
    fields,
    cause: thrown,
  })
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? value : []
}

function asField(issue: Issue): FieldError {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  return { field: path.join('.'), message: issue.message }
}
