import type { SettingField, SettingsView } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import type { Screen } from './screen.ts'
import { size } from './words.ts'

/** The value of a setting: one line, or for a list one for each entry; none where nothing is set. */
export function settingText({ value, kind }: Pick<SettingField, 'value' | 'kind'>): string[] {
  if (value === null || value === undefined) return []
  if (kind === 'list' && Array.isArray(value)) return value.map((entry) => plainLine(String(entry)))
  return [plainLine(typeof value === 'object' ? JSON.stringify(value) : String(value))]
}

/** Settings by their groups, each with what it means. */
export function printSettings(screen: Screen, view: SettingsView, fields: readonly SettingField[]): void {
  let group = ''
  for (const field of fields) {
    if (field.group !== group) {
      if (group !== '') screen.line()
      group = field.group
      screen.line(screen.paint('bold', `${group[0]!.toUpperCase()}${group.slice(1)}`))
    }
    printSetting(screen, field)
  }
  if (fields.length === 0) screen.line('Every setting is at its default.')
  if (view.unknownKeys.length > 0)
    screen.line(
      `${screen.paint('yellow', 'not known here, and kept:')} ${view.unknownKeys.map(plainLine).join(', ')}`,
    )
  screen.line(screen.paint('dim', `in ${view.path}`))
}

function printSetting(screen: Screen, field: SettingField): void {
  const text = settingText(field).join(', ')
  const shown = text === '' ? `not set: ${field.fallback ?? 'nothing'}` : text
  const unit = text === '' ? '' : unitOf(field)
  const mark = field.isDefault ? screen.paint('dim', ' (default)') : defaultText(screen, field)
  screen.line(`  ${screen.paint('cyan', field.key)}  ${shown}${unit}${text === '' ? '' : mark}`)
  screen.line(screen.paint('dim', `      ${field.title}. ${field.explanation}`))
  if (field.choices.length > 0)
    screen.line(screen.paint('dim', `      one of ${field.choices.map(({ value }) => value).join(', ')}`))
  if (field.problem !== null) screen.line(`      ${screen.paint('red', field.problem)}`)
}

function unitOf({ kind, unit, value }: SettingField): string {
  if (kind === 'bytes') return ` bytes (${size(Number(value))})`
  return unit === null ? '' : ` ${unit}`
}

function defaultText(screen: Screen, field: SettingField): string {
  const [first, ...more] = settingText({ kind: field.kind, value: field.default })
  const text = first === undefined ? (field.fallback ?? 'nothing') : [first, ...more].join(', ')
  return screen.paint('dim', ` (by default ${text})`)
}
