import type { SettingField } from '../../contract/index.ts'
import { amountText } from './amounts.ts'

/** What a value is in words: `90 days`, `on`, `Make up for the latest one`. */
export function valueText(field: Pick<SettingField, 'kind' | 'unit' | 'choices'>, value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  switch (field.kind) {
    case 'boolean':
      return value === true ? 'on' : 'off'
    case 'seconds':
    case 'bytes':
      return amountText(Number(value), field.kind)
    case 'choice':
      return field.choices.find((choice) => choice.value === value)?.title ?? String(value)
    case 'list':
      return Array.isArray(value) && value.length > 0
        ? value.map((entry) => `\`${entry}\``).join(', ')
        : 'an empty list'
    case 'number':
    case 'integer':
      return `${Number(value).toLocaleString('en-US')}${field.unit === null ? '' : ` ${field.unit}`}`
    case 'text':
      return `\`${String(value)}\``
    default:
      return String(value)
  }
}

/** What holds when nothing is set. */
export function defaultText(field: SettingField): string {
  return field.default === null || field.default === undefined
    ? (field.fallback ?? 'nothing')
    : valueText(field, field.default)
}
