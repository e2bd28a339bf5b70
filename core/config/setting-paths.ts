import { isRecord } from '../jobs/known-fields.ts'

type Json = Readonly<Record<string, unknown>>

/** What stands at a key in dots, or undefined. */
export function valueAt(json: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((at, part) => (isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined), json)
}

/** Objects are merged, everything else is replaced, `null` takes away; an object that is left empty goes too. */
export function mergeSettings(base: Json, changes: Json): Record<string, unknown> {
  const next: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(changes)) {
    const merged = isRecord(value) ? mergeSettings(isRecord(base[key]) ? base[key] : {}, value) : value
    if (merged === null || merged === undefined || (isRecord(merged) && Object.keys(merged).length === 0))
      delete next[key]
    else
      Object.defineProperty(next, key, {
        value: merged,
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return next
}

/** Every place in `json` that holds no object, and every empty object, as keys in dots. */
export function leavesOf(json: Json, before: readonly string[] = []): { key: string; value: unknown }[] {
  return Object.entries(json).flatMap(([name, value]) => {
    const path = [...before, name]
    return isRecord(value) && Object.keys(value).length > 0
      ? leavesOf(value, path)
      : [{ key: path.join('.'), value }]
  })
}

/** Whether one key is the other or lies in it. */
export function touches(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)
}
