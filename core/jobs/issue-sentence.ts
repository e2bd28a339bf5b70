import type { z } from 'zod'
import { DockerJobInput, type FieldError, PipelineJobInput } from '../../contract/index.ts'
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
    if (field === '') return [{ field, message: `The job must be an object, not ${typeOf(value)}.` }]
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
    return { field, message: `The field "${field}" ${unknownBecause(key, issue.path, meant, present)}` }
  })
}

function unknownBecause(
  key: string,
  path: readonly PropertyKey[],
  meant: string | null,
  holder: unknown,
): string {
  if (path.length === 0 && isRecord(holder) && elsewhere(key))
    return `does not belong to a job of type "${String(holder.type)}".`
  return meant === null ? 'is not known.' : `is not known; did you mean "${fieldName([...path, meant])}"?`
}

const elsewhere = (key: string) => key in PipelineJobInput.shape || key in DockerJobInput.shape

function predicateOf(issue: z.core.$ZodIssue, value: unknown): string {
  // A union words its own fault as that of its "type"; what is no object at all has none.
  const notAnObject = issue.code === 'invalid_type' && issue.expected === 'object'
  if (issue.message.startsWith('must ') && !notAnObject) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int') return 'must be a whole number'
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
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
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
