import { z } from 'zod'

type Path = readonly PropertyKey[]

/** The names of the fields that a schema knows at a path of a value; none where anything goes. */
export function knownFieldsAt(schema: z.ZodType, value: unknown, path: Path): string[] {
  let current: z.core.$ZodType | undefined = schema
  let inner = value
  for (const key of path) {
    current = childOf(current, inner, key)
    inner = isRecord(inner) || Array.isArray(inner) ? (inner as Record<PropertyKey, unknown>)[key] : undefined
  }
  const object = objectOf(current, inner)
  return object === undefined ? [] : Object.keys(object.shape)
}

/** The name out of `known` that was probably meant by `name`, or null. */
export function closestName(name: string, known: readonly string[]): string | null {
  const begun = known.filter(
    (candidate) => name.length >= 3 && normalised(candidate).startsWith(normalised(name)),
  )
  if (begun.length === 1) return begun[0]!
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(Math.max(name.length, 3) / 3)) + 0.5
  for (const candidate of known) {
    const distance = editDistance(normalised(name), normalised(candidate))
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

const normalised = (name: string) => name.toLowerCase().replace(/[_-]/g, '')

/** Levenshtein's, with two neighbours that changed places counting as one edit. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + changed)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1)
      row.push(cost)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

function childOf(
  schema: z.core.$ZodType | undefined,
  value: unknown,
  key: PropertyKey,
): z.core.$ZodType | undefined {
  const bare = unwrapped(schema)
  if (bare instanceof z.ZodArray) return bare.element
  return objectOf(bare, value)?.shape[String(key)]
}

function objectOf(schema: z.core.$ZodType | undefined, value: unknown): z.ZodObject | undefined {
  const bare = unwrapped(schema)
  if (bare instanceof z.ZodObject) return bare
  if (!(bare instanceof z.ZodDiscriminatedUnion) || !isRecord(value)) return undefined
  return bare.options.find(
    (option): option is z.ZodObject => option instanceof z.ZodObject && isOption(option, value),
  )
}

function isOption(option: z.ZodObject, value: Record<string, unknown>): boolean {
  const type = option.shape.type
  return type instanceof z.ZodLiteral && type.value === value.type
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let bare = schema
  while (bare instanceof z.ZodOptional || bare instanceof z.ZodDefault) bare = bare.def.innerType
  return bare
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
