import { useQuery } from '@tanstack/react-query'
import { useOven } from '../../app/oven-context.ts'
import { SelectField, TextField } from './form-fields.tsx'
import { NOTICES, type NoticeName } from './job-draft.ts'

const labels: Record<NoticeName, string> = {
  onFailure: 'A run failed',
  onSuccess: 'A run succeeded',
  onBlocked: 'A run is blocked',
  onAuthExpiry: 'Its login ends',
  onMissed: 'A time was missed',
  onBudget: 'A budget is spent',
}

/** What the user is told of. */
export function NotificationFields() {
  const { queries } = useOven()
  const { data } = useQuery(queries.settings.show.queryOptions())
  const of = (name: string) => data?.fields.find(({ key }) => key === `notifications.${name}`)?.value
  return (
    <>
      {NOTICES.map((name) => {
        const byDefault = of(name) ?? of('onFailure')
        const said = typeof byDefault === 'boolean' ? ` (${byDefault ? 'yes' : 'no'})` : ''
        return (
          <SelectField
            key={name}
            name={`notifications.${name}`}
            label={labels[name]}
            options={[
              ['', `As the oven is set${said}`],
              ['on', 'Tell me'],
              ['off', 'Do not tell me'],
            ]}
          />
        )
      })}
      <TextField
        name="notifications.slack"
        label="Slack"
        width="medium"
        mono
        hint="Kept for jobs of the terminal ancestor: a channel or a webhook’s address."
      />
    </>
  )
}
