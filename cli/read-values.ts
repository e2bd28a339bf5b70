import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { wrongUse } from './failure.ts'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A whole number, or a failure that names the option. */
export function readNumber(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (/^-?\d+$/.test(given)) return Number(given)
  throw wrongUse(`${option} must be a whole number; "${given}" is not.`)
}

/** An instant in ISO 8601, from a date and time or from an age (`90m`, `12h`, `7d`). */
export function readInstant(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const age = /^(\d+)([smhdw])$/.exec(given)
  if (age) return new Date(Date.now() - Number(age[1]) * unitMs[age[2] as keyof typeof unitMs]).toISOString()
  const at = /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(given) ? new Date(given) : null
  if (at && !Number.isNaN(at.getTime())) return at.toISOString()
  throw wrongUse(
    `${option} must be a date and time such as 2026-11-20T08:00, or an age such as 12h; "${given}" is neither.`,
  )
}

/** The JSON in a file, or on standard input for `-`. */
export async function readJson(path: string): Promise<unknown> {
  const where = path === '-' ? 'standard input' : path
  let content: string
  try {
    content = path === '-' ? await text(process.stdin) : readFileSync(path, 'utf8')
  } catch (error) {
    throw wrongUse(`${where} cannot be read: ${(error as Error).message}.`)
  }
  try {
    return JSON.parse(content)
  } catch (error) {
    throw wrongUse(`${where} is not valid JSON: ${(error as Error).message}.`)
  }
}

/** `path=value` pairs; a value that is JSON is read as JSON, all else is text. */
export function readSetting(given: string): { path: string[]; value: unknown } {
  const at = given.indexOf('=')
  if (at < 1) throw wrongUse(`--set needs path=value; "${given}" has no "=".`)
  const raw = given.slice(at + 1)
  return { path: given.slice(0, at).split('.'), value: jsonOrText(raw) }
}

function jsonOrText(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return raw
  }
}
