import type { SettingField } from '../contract/index.ts'
import { wrongUse } from './failure.ts'

const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const bytes: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }
const switches: Record<string, boolean> = {
  on: true,
  yes: true,
  true: true,
  off: false,
  no: false,
  false: false,
}

/** What a person wrote for a setting, as JSON. What cannot be read is handed on as it is: the oven says what is wrong. */
export function readSettingValue(field: SettingField, key: string, words: readonly string[]): unknown {
  if (field.kind === 'list') return words.length === 1 && words[0]!.startsWith('[') ? json(words[0]!) : words
  if (words.length > 1) throw wrongUse(`${key} takes one value.`, 'Put quotes around one that holds spaces.')
  const [word] = words as [string]
  switch (key === field.key ? field.kind : 'inside') {
    case 'boolean':
      return switches[word.toLowerCase()] ?? word
    case 'number':
    case 'integer':
      return numberOr(word)
    case 'seconds':
      return withUnit(word, seconds)
    case 'bytes':
      return withUnit(word.replace(/i?b$/i, ''), bytes)
    case 'apps':
    case 'channels':
    case 'inside':
      return json(word)
    default:
      return word
  }
}

/** The part of the settings in which only this key stands. */
export function changesOf(key: string, value: unknown): Record<string, unknown> {
  const [first, ...rest] = key.split('.')
  return { [first!]: rest.length === 0 ? value : changesOf(rest.join('.'), value) }
}

function withUnit(word: string, units: Record<string, number>): unknown {
  const found = /^(\d+(?:\.\d+)?)\s*([a-z])$/i.exec(word)
  const factor = found === null ? undefined : units[found[2]!.toLowerCase()]
  return factor === undefined ? numberOr(word) : Math.round(Number(found![1]) * factor)
}

function numberOr(word: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word
}

function json(word: string): unknown {
  try {
    return JSON.parse(word)
  } catch {
    return word
  }
}
