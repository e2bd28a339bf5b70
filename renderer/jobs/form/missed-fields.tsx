import { useWatch } from 'react-hook-form'
import { CheckField, LengthField, SelectField, TextField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'

const catchUps = [
  ['', 'As the oven is set'],
  ['latest', 'Run once for the latest'],
  ['all', 'Run for each of them'],
  ['skip', 'Let it go'],
] as const

const explained: Record<string, string> = {
  '': 'What the settings say: by default one run, for the latest.',
  latest: 'However many times were missed, it runs once when the oven is back.',
  all: 'At most 100, oldest first, one after another.',
  skip: 'It runs next when it is due next.',
}

/** What happens when times collide, are missed, or a run fails. */
export function MissedFields() {
  const type = useWatch<JobDraft, 'type'>({ name: 'type' })
  const catchUp = useWatch<JobDraft, 'catchUp'>({ name: 'catchUp' })
  const attempts = useWatch<JobDraft, 'retry.maxAttempts'>({ name: 'retry.maxAttempts' })
  const overlap = type === 'docker' ? 'Skip the new run' : 'Run them side by side'
  return (
    <>
      <SelectField
        name="catchUp"
        label="After a missed time"
        options={catchUps}
        hint={`When the machine slept or the oven was not running. ${explained[catchUp]}`}
      />
      {catchUp !== 'skip' && (
        <LengthField
          name="catchUpWithin"
          label="Not later than"
          placeholder={catchUp === 'all' ? 'no bound' : '24'}
          hint="After that a missed time is let go."
          units={['minutes', 'hours', 'days']}
        />
      )}
      <SelectField
        name="overlap"
        label="When it still bakes"
        options={[
          ['', `${overlap} (default)`],
          ['skip', 'Skip the new run'],
          ['queue', 'Wait until it is done'],
          ['allow', 'Run them side by side'],
        ]}
      />
      <TextField
        name="retry.maxAttempts"
        label="Attempts"
        width="short"
        inputMode="numeric"
        placeholder="1"
        hint="In all. Tried again is what can heal by itself: no network, a limit that lifts, an engine that was away."
      />
      {Number(attempts) > 1 && (
        <>
          <LengthField
            name="retry.backoffSeconds"
            label="Wait before the second"
            placeholder="1"
            hint="Twice as long before each further one."
            units={['seconds', 'minutes', 'hours']}
          />
          <CheckField name="retry.onFailure" label="Also">
            When its container exits with another code than 0
          </CheckField>
        </>
      )}
    </>
  )
}
