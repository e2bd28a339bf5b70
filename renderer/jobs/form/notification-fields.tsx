import { useQuery } from '@tanstack/react-query'
import { useFormContext, useWatch } from 'react-hook-form'
import { useOven } from '../../app/oven-context.ts'
import { addresses } from '../../app/route.ts'
import { CheckField, InputGroup, SelectField, SuggestField, TextField } from './form-fields.tsx'
import { type JobDraft, NOTICES, type NoticeName } from './job-draft.ts'
import css from './rows.module.css'
import { useFault } from './use-fault.ts'

const labels: Record<NoticeName, string> = {
  onFailure: 'A run failed',
  onSuccess: 'A run succeeded',
  onBlocked: 'A run is blocked',
  onAuthExpiry: 'Its login ends',
  onMissed: 'A time was missed',
  onBudget: 'A budget is spent',
}

const zones = Intl.supportedValuesOf('timeZone').map((value) => ({ value }))

/** What the user is told of, when, and by which channels. */
export function NotificationFields() {
  const { queries } = useOven()
  const { data } = useQuery(queries.settings.show.queryOptions())
  const slack = useWatch<JobDraft, 'notifications.slack'>({ name: 'notifications.slack' })
  const of = (name: string) => data?.fields.find(({ key }) => key === `notifications.${name}`)?.value
  const said = (value: unknown) => (typeof value === 'boolean' ? ` (${value ? 'yes' : 'no'})` : '')
  return (
    <>
      {NOTICES.map((name) => (
        <SelectField
          key={name}
          name={`notifications.${name}`}
          label={labels[name]}
          options={[
            ['', `As the oven is set${said(of(name) ?? of('onFailure'))}`],
            ['on', 'Tell me'],
            ['off', 'Do not tell me'],
          ]}
        />
      ))}
      <SelectField
        name="notifications.onlyOnChange"
        label="How often"
        options={[
          ['', `As the oven is set (${of('onlyOnChange') === true ? 'only changes' : 'each time'})`],
          ['on', 'Only when a run ended otherwise than the one before'],
          ['off', 'Each time'],
        ]}
      />
      <QuietHours />
      <Channels />
      {slack !== '' && (
        <TextField
          name="notifications.slack"
          label="Slack"
          width="medium"
          mono
          hint="Kept for jobs of the terminal ancestor: a channel or a webhook’s address."
        />
      )}
    </>
  )
}

function QuietHours() {
  const quiet = useWatch<JobDraft, 'notifications.quiet'>({ name: 'notifications.quiet' })
  return (
    <>
      <SelectField
        name="notifications.quiet"
        label="Quiet hours"
        faultOf="notifications.quietHours"
        options={[
          ['', 'As the oven is set'],
          ['none', 'None: tell me at any hour'],
          ['own', 'Its own'],
        ]}
      />
      {quiet === 'own' && (
        <>
          <TextField name="notifications.quietHours.from" label="Quiet from" type="time" width="short" />
          <TextField
            name="notifications.quietHours.to"
            label="Quiet until"
            type="time"
            width="short"
            hint="What happens meanwhile is told afterwards, in one message."
          />
          <SuggestField
            name="notifications.quietHours.timezone"
            label="By the clocks of"
            mono={false}
            placeholder="The oven’s own"
            options={zones}
          />
        </>
      )}
    </>
  )
}

function Channels() {
  const { queries } = useOven()
  const { getValues, setValue } = useFormContext<JobDraft>()
  const limited = useWatch<JobDraft, 'notifications.limited'>({ name: 'notifications.limited' })
  const chosen = useWatch<JobDraft, 'notifications.channels'>({ name: 'notifications.channels' })
  const fault = useFault('notifications.channels')
  const { data = [] } = useQuery(queries.notifications.channels.queryOptions())
  const known = data.map(({ name, target }) => [name, target] as const)
  const gone = chosen.filter((name) => !known.some(([each]) => each === name))
  return (
    <>
      <CheckField name="notifications.limited" label="Channels">
        Tell only certain channels
      </CheckField>
      {limited && (
        <InputGroup
          label="Told are"
          error={fault}
          hint={
            <>
              {chosen.length === 0 && 'None chosen: nobody is told. '}
              Channels are made in the <a href={addresses.settingsPane('notifications')}>settings</a>.
            </>
          }
        >
          <div className={css.choices}>
            {[...known, ...gone.map((name) => [name, 'is not there (any more)'] as const)].map(
              ([name, target]) => (
                <label key={name}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(name)}
                    onChange={(event) => {
                      const others = getValues('notifications.channels').filter((each) => each !== name)
                      setValue('notifications.channels', event.target.checked ? [...others, name] : others, {
                        shouldDirty: true,
                      })
                    }}
                  />
                  <span>
                    {name === 'native' ? 'This machine' : name}{' '}
                    {name !== 'native' && <span className={css.none}>{target}</span>}
                  </span>
                </label>
              ),
            )}
          </div>
        </InputGroup>
      )}
    </>
  )
}
