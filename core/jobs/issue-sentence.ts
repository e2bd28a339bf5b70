import type { z } from 'zod'
import type { FieldError } from '../../contract/index.ts'
import { closestName, isRecord, knownFieldsAt } from './known-fields.ts'

/**
 * Turns what zod found into whole sentences that name the field: schemas of the contract say how a value "must …", and
 * what they leave to zod is worded here, so that none of zod's own text is shown.
 */
export function issueSentences(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  value: unknown,
): FieldError[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownFields(issue, schema, value)
    const field = fieldName(issue.path)
    if (field === '') return [{ field, message: `The job ${predicateOf(issue, value)}.` }]
    if (valueAt(value, issue.path) === undefined)
      return [{ field, message: `The field "${field}" is missing.` }]
    return [{ field, message: sentence(field, predicateOf(issue, valueAt(value, issue.path))) }]
  })
}

/** A whole sentence about a field from its end ("must be …"). */
export function sentence(field: string, predicate: string): string {
  return `The field "${field}" ${predicate}.`
}

/** A path in dots: `schedule.cron`, `volumes.0`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.map(String).join('.')
}

function unknownFields(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  schema: z.ZodType,
  value: unknown,
): FieldError[] {
  const known = knownFieldsAt(schema, value, issue.path)
  return issue.keys.map((key) => {
    const field = fieldName([...issue.path, key])
    const present = valueAt(value, issue.path)
    const free = known.filter((name) => !isRecord(present) || !(name in present))
    const meant = closestName(key, free) ?? closestName(key, known)
    const ending = meant === null ? '' : `; did you mean "${fieldName([...issue.path, meant])}"?`
    return { field, message: `The field "${field}" is not known${ending === '' ? '.' : ending}` }
  })
}

function predicateOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.message.startsWith('must ')) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? 'something else'}, not ${typeOf(value)}`
    case 'invalid_value':
      return `must be ${anyOf(issue.values)}`
    case 'invalid_key':
      return issue.issues[0] === undefined ? 'must have another name' : predicateOf(issue.issues[0], value)
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big': {
      const unit = { string: ' characters', array: ' entries' }[issue.origin as string] ?? ''
      return `must ${unit === '' ? 'be' : 'have'} at most ${issue.maximum}${unit}`
    }
    default:
      return 'must be written differently: its value cannot be used'
  }
}

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && !Number.isInteger(value) && Number.isFinite(value)) return 'a fraction'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'an endless one'
  return (
    { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object'
  )
}

function anyOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value))
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let inner = value
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined
    inner = (inner as Record<PropertyKey, unknown>)[key]
  }
  return inner
}
