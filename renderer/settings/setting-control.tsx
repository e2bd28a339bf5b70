import { useId } from 'react'
import type { SettingField } from '../../contract/index.ts'
import { Select } from '../parts/inputs.tsx'
import { Switch } from '../parts/switch.tsx'
import { AmountControl } from './amount-control.tsx'
import { ListControl } from './list-control.tsx'
import { readNumber, TextControl } from './text-control.tsx'
import type { SavedSetting } from './use-save-setting.ts'

export interface ControlProps {
  field: SettingField
  saved: SavedSetting
  /** What ties the input to its title, its explanation and its fault. */
  input: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }
}

/** Texts that are times of day. */
const timesOfDay = new Set([
  'notifications.quietHours.from',
  'notifications.quietHours.to',
  'notifications.digest',
])

/** The input for a setting, by its kind. */
export function SettingControl(props: ControlProps) {
  const { field, saved, input } = props
  switch (field.kind) {
    case 'boolean':
      return field.default === null ? (
        <ThreeWays {...props} />
      ) : (
        <Switch checked={saved.shown === true} label={field.title} onChange={(on) => saved.save(on)} />
      )
    case 'choice':
      return (
        <Select {...input} value={String(saved.shown)} onChange={(event) => saved.save(event.target.value)}>
          {field.choices.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </Select>
      )
    case 'seconds':
    case 'bytes':
      return <AmountControl {...props} kind={field.kind} />
    case 'number':
    case 'integer':
      return <TextControl {...props} read={readNumber} />
    case 'timezone':
      return <TimeZoneControl {...props} />
    case 'list':
      return <ListControl {...props} />
    default:
      return <TextControl {...props} type={timesOfDay.has(field.key) ? 'time' : 'text'} />
  }
}

/** On, off, or whatever holds without a word. */
function ThreeWays({ field, saved, input }: ControlProps) {
  const value = saved.shown === null || saved.shown === undefined ? '' : String(saved.shown)
  return (
    <Select
      {...input}
      value={value}
      onChange={(event) => saved.save(event.target.value === '' ? null : event.target.value === 'true')}
    >
      <option value="">{capitalised(field.fallback ?? 'not set')}</option>
      <option value="true">On</option>
      <option value="false">Off</option>
    </Select>
  )
}

function TimeZoneControl(props: ControlProps) {
  const listId = useId()
  return (
    <>
      <TextControl {...props} list={listId} />
      <datalist id={listId}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  )
}

function capitalised(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}
