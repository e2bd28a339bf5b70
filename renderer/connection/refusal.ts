import { ORPCError } from '@orpc/client'
import type { FieldError } from '../../contract/index.ts'

/** Why the oven said no, ready to be shown: a sentence, what to do, and the fields it was about. */
export interface Refusal {
  code: string
  message: string
  hint: string | null
  fields: FieldError[]
}

/** True when the host answered and said no, so that asking the same again would be answered the same. */
export function isRefused(error: unknown): boolean {
  return error instanceof ORPCError && error.status >= 400 && error.status < 500 && error.status !== 429
}

/** Reads any error of a call as a refusal. An error that is none of the contract's becomes one plain sentence. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof ORPCError) {
    const data = error.data as { hint?: unknown; fields?: unknown; issues?: unknown } | undefined
    return {
      code: String(error.code),
      message: error.message,
      hint: typeof data?.hint === 'string' ? data.hint : null,
      fields: [...readFields(data?.fields), ...readIssues(data?.issues)],
    }
  }
  return {
    code: 'UNREACHABLE',
    message: 'The oven did not answer.',
    hint: 'Nothing was changed as far as this window knows. Try again when it is back.',
    fields: [],
  }
}

function readFields(fields: unknown): FieldError[] {
  if (!Array.isArray(fields)) return []
  return fields.filter(
    (entry): entry is FieldError => typeof entry?.field === 'string' && typeof entry?.message === 'string',
  )
}

/** The shape in which oRPC itself reports an input that its schema refuses: standard-schema issues. */
function readIssues(issues: unknown): FieldError[] {
  if (!Array.isArray(issues)) return []
  return issues
    .filter((issue) => typeof issue?.message === 'string')
    .map((issue) => ({
      field: Array.isArray(issue.path)
        ? issue.path.map((part: unknown) => String((part as { key?: unknown })?.key ?? part)).join('.')
        : '',
      message: issue.message as string,
    }))
}
