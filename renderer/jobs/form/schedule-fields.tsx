import { useFormContext, useWatch } from 'react-hook-form'
import { FieldGroup } from '../../parts/field.tsx'
import { AfterFields } from './after-fields.tsx'
import { CheckField, InputGroup, SelectField, SuggestField, TextField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './rows.module.css'
import { MINUTE_STEPS, type ScheduleKind, writeCron } from './schedule-draft.ts'
import { SchedulePreview } from './schedule-preview.tsx'

const kinds: [ScheduleKind, string][] = [
  ['manual', 'Only when asked'],
  ['minutes', 'Every few minutes'],
  ['hourly', 'Every hour'],
  ['daily', 'Every day'],
  ['weekdays', 'On weekdays'],
  ['weekly', 'On days of the week'],
  ['monthly', 'Once a month'],
  ['once', 'Once'],
  ['random-window', 'Some time in a window'],
  ['cron', 'By a cron pattern'],
]

/** The week begins on Monday; cron counts from Sunday. */
const weekdays = [
  ['1', 'Monday'],
  ['2', 'Tuesday'],
  ['3', 'Wednesday'],
  ['4', 'Thursday'],
  ['5', 'Friday'],
  ['6', 'Saturday'],
  ['0', 'Sunday'],
] as const

const zones = Intl.supportedValuesOf('timeZone').map((value) => ({ value }))

/** When the job fires, with the next five moments worked out by the host while it is written. */
export function ScheduleFields() {
  const { setValue } = useFormContext<JobDraft>()
  const schedule = useWatch<JobDraft, 'schedule'>({ name: 'schedule' })
  const after = useWatch<JobDraft, 'after.job'>({ name: 'after.job' })
  const isBegunByGithub = useWatch<JobDraft, 'github.on'>({ name: 'github.on' }).length > 0
  const isManual = schedule.kind === 'manual'
  return (
    <FieldGroup title="Schedule">
      <SelectField
        name="schedule.kind"
        label="Fires"
        options={kinds}
        faultOf="schedule"
        onChoose={(kind) => {
          // What was chosen before is what the pattern begins with.
          if (kind === 'cron') setValue('schedule.cron', writeCron(schedule))
        }}
      />
      <KindFields kind={schedule.kind} />
      {!isManual && (
        <SuggestField
          name="schedule.timezone"
          label="Time zone"
          mono={false}
          placeholder="The oven’s own"
          options={zones}
        />
      )}
      {!isManual && <SchedulePreview draft={schedule} />}
      <AfterFields />
      {(!isManual || after !== '' || isBegunByGithub) && (
        <CheckField name="enabled" label="Switched on">
          {switchedOnWords({ isManual, isAfter: after !== '', isBegunByGithub })}
        </CheckField>
      )}
    </FieldGroup>
  )
}

function switchedOnWords(by: { isManual: boolean; isAfter: boolean; isBegunByGithub: boolean }): string {
  const github = by.isBegunByGithub ? 'at what happens on GitHub' : ''
  if (!by.isManual)
    return github === '' ? 'Runs by itself at these times' : `Runs by itself at these times, and ${github}`
  if (!by.isAfter) return `Begins by itself ${github}`
  return `Begins by itself after that job${github === '' ? '' : `, and ${github}`}`
}

function KindFields({ kind }: { kind: ScheduleKind }) {
  const day = useWatch<JobDraft, 'schedule.day'>({ name: 'schedule.day' })
  const datetime = useWatch<JobDraft, 'schedule.datetime'>({ name: 'schedule.datetime' })
  switch (kind) {
    case 'minutes':
      return (
        <SelectField
          name="schedule.step"
          label="Every"
          options={MINUTE_STEPS.map((step) => [step, `${step} minutes`])}
        />
      )
    case 'hourly':
      return (
        <TextField
          name="schedule.minute"
          label="At minute"
          width="short"
          inputMode="numeric"
          faultOf="schedule.cron"
        />
      )
    case 'daily':
    case 'weekdays':
      return <At />
    case 'weekly':
      return (
        <>
          <Weekdays />
          <At />
        </>
      )
    case 'monthly':
      return (
        <>
          <SelectField
            name="schedule.day"
            label="On the"
            options={[
              ...Array.from(
                { length: 31 },
                (_, index) => [String(index + 1), `${ordinal(index + 1)} day`] as const,
              ),
              ['L', 'last day'] as const,
            ]}
            hint={Number(day) > 28 ? `Months without a ${ordinal(Number(day))} are left out.` : null}
          />
          <At />
        </>
      )
    case 'cron':
      return (
        <TextField
          name="schedule.cron"
          label="Pattern"
          mono
          width="medium"
          hint="Minute, hour, day, month, weekday; a sixth field in front counts seconds."
        />
      )
    case 'once':
      return (
        <TextField
          name="schedule.datetime"
          label="At"
          type={datetime === '' || /^[\dT:-]{16}$/.test(datetime) ? 'datetime-local' : 'text'}
          width="medium"
        />
      )
    case 'random-window':
      return (
        <>
          <TextField name="schedule.start" label="Between" type="time" width="short" />
          <TextField
            name="schedule.end"
            label="and"
            type="time"
            width="short"
            hint="Once a day, at a moment drawn for that day. An end before the start lies on the next day."
          />
          <TextField
            name="schedule.days"
            label="On days"
            mono
            width="short"
            hint="As cron writes weekdays: * for every day, 1-5 for Monday to Friday."
          />
        </>
      )
    default:
      return null
  }
}

function At() {
  return <TextField name="schedule.time" label="At" type="time" width="short" faultOf="schedule.cron" />
}

function Weekdays() {
  const { setValue, getValues } = useFormContext<JobDraft>()
  const chosen = useWatch<JobDraft, 'schedule.weekdays'>({ name: 'schedule.weekdays' })
  return (
    <InputGroup label="On" error={chosen.length === 0 ? 'Choose a day.' : undefined}>
      <div className={css.days}>
        {weekdays.map(([value, title]) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => {
                const others = getValues('schedule.weekdays').filter((day) => day !== value)
                setValue('schedule.weekdays', event.target.checked ? [...others, value] : others, {
                  shouldDirty: true,
                })
              }}
            />
            {title}
          </label>
        ))}
      </div>
    </InputGroup>
  )
}

function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`
}
