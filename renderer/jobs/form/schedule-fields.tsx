import { useId } from 'react'
import { Field, FieldGroup } from '../../parts/field.tsx'
import { Select, TextInput } from '../../parts/inputs.tsx'
import type { FormPartProps } from './job-form.tsx'
import type { ScheduleDraft, ScheduleKind } from './schedule-draft.ts'
import { SchedulePreview } from './schedule-preview.tsx'

const kinds: [ScheduleKind, string][] = [
  ['manual', 'Only when asked'],
  ['hourly', 'Every hour'],
  ['daily', 'Every day'],
  ['weekdays', 'On weekdays'],
  ['weekly', 'Once a week'],
  ['cron', 'By a cron pattern'],
  ['once', 'Once'],
  ['random-window', 'Some time in a window'],
]

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** When the job fires, with the next five moments worked out by the host while it is written. */
export function ScheduleFields({ draft, errors, onChange }: FormPartProps) {
  const { schedule } = draft
  const set = (part: Partial<ScheduleDraft>) => onChange({ schedule: { ...schedule, ...part } })
  const showsError = Object.keys(errors).some((field) => field.startsWith('schedule.'))
  return (
    <FieldGroup title="Schedule">
      <Field label="Fires" error={errors.schedule}>
        {(input) => (
          <Select
            {...input}
            value={schedule.kind}
            onChange={(event) => set({ kind: event.target.value as ScheduleKind })}
          >
            {kinds.map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <KindFields schedule={schedule} errors={errors} set={set} />
      {schedule.kind !== 'manual' && <ZoneField schedule={schedule} errors={errors} set={set} />}
      {schedule.kind !== 'manual' && <SchedulePreview draft={schedule} quiet={showsError} />}
    </FieldGroup>
  )
}

interface PartProps {
  schedule: ScheduleDraft
  errors: Record<string, string>
  set: (part: Partial<ScheduleDraft>) => void
}

function KindFields({ schedule, errors, set }: PartProps) {
  switch (schedule.kind) {
    case 'hourly':
      return (
        <TextField
          label="At minute"
          error={errors['schedule.cron']}
          value={schedule.minute}
          onChange={(minute) => set({ minute })}
        />
      )
    case 'daily':
    case 'weekdays':
    case 'weekly':
      return (
        <>
          {schedule.kind === 'weekly' && (
            <Field label="On">
              {(input) => (
                <Select
                  {...input}
                  value={schedule.weekday}
                  onChange={(event) => set({ weekday: event.target.value })}
                >
                  {weekdays.map((name, day) => (
                    <option key={name} value={String(day)}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <TextField
            label="At"
            type="time"
            error={errors['schedule.cron']}
            value={schedule.time}
            onChange={(time) => set({ time })}
          />
        </>
      )
    case 'cron':
      return (
        <TextField
          label="Pattern"
          mono
          error={errors['schedule.cron']}
          hint="Minute, hour, day, month, weekday; a sixth field in front counts seconds."
          value={schedule.cron}
          onChange={(cron) => set({ cron })}
        />
      )
    case 'once':
      return (
        <TextField
          label="At"
          type={
            schedule.datetime === '' || /^[\dT:-]{16}$/.test(schedule.datetime) ? 'datetime-local' : 'text'
          }
          wide
          error={errors['schedule.datetime']}
          value={schedule.datetime}
          onChange={(datetime) => set({ datetime })}
        />
      )
    case 'random-window':
      return (
        <>
          <TextField
            label="Between"
            type="time"
            error={errors['schedule.start']}
            value={schedule.start}
            onChange={(start) => set({ start })}
          />
          <TextField
            label="and"
            type="time"
            error={errors['schedule.end']}
            value={schedule.end}
            onChange={(end) => set({ end })}
          />
          <TextField
            label="On days"
            mono
            error={errors['schedule.days']}
            hint="As cron writes weekdays: * for every day, 1-5 for Monday to Friday."
            value={schedule.days}
            onChange={(days) => set({ days })}
          />
        </>
      )
    default:
      return null
  }
}

function TextField(props: {
  label: string
  value: string
  error: string | undefined
  hint?: string
  type?: string
  mono?: boolean
  wide?: boolean
  onChange: (value: string) => void
}) {
  return (
    <Field label={props.label} error={props.error} hint={props.hint}>
      {(input) => (
        <TextInput
          {...input}
          type={props.type ?? 'text'}
          mono={props.mono ?? false}
          width={props.mono || props.wide ? 'medium' : 'short'}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function ZoneField({ schedule, errors, set }: PartProps) {
  const list = useId()
  return (
    <Field label="Time zone" error={errors['schedule.timezone']}>
      {(input) => (
        <>
          <TextInput
            {...input}
            width="medium"
            list={list}
            placeholder="The oven’s own"
            value={schedule.timezone}
            onChange={(event) => set({ timezone: event.target.value })}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
