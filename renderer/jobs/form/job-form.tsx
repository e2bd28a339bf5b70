import { useFormContext, useWatch } from 'react-hook-form'
import { AdvancedGroup, AdvancedGroups } from './advanced-group.tsx'
import { BudgetFields } from './budget-fields.tsx'
import { CageFields } from './cage-fields.tsx'
import { DockerFields } from './docker-fields.tsx'
import { EnvFields } from './env-fields.tsx'
import { CheckField, TextField } from './form-fields.tsx'
import { GithubFields } from './github-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './job-form.module.css'
import { LimitFields } from './limit-fields.tsx'
import { ClaudeLoginField } from './login-fields.tsx'
import { MissedFields } from './missed-fields.tsx'
import { NameFields } from './name-fields.tsx'
import { NetworkFields } from './network-fields.tsx'
import { NotificationFields } from './notification-fields.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { SecretFields } from './secret-fields.tsx'
import { SourceFields } from './source-fields.tsx'
import { summaries } from './summaries.ts'

/** A job to fill in: what it is, what it bakes and when; the rest closed, with a line of what is set. */
export function JobForm({ isNew, taken }: { isNew: boolean; taken: readonly string[] }) {
  const { control } = useFormContext<JobDraft>()
  const type = useWatch({ control, name: 'type' })
  return (
    <div className={css.form}>
      <NameFields isNew={isNew} taken={taken} />
      {type === 'docker' ? <DockerFields /> : <SourceFields />}
      <ScheduleFields />
      <GithubFields />
      <More />
    </div>
  )
}

function More() {
  const draft = useWatch<JobDraft>() as JobDraft
  const isPipeline = draft.type === 'agent-pipeline'
  return (
    <AdvancedGroups title="More">
      {isPipeline && (
        <AdvancedGroup
          title="Login and result"
          summary={summaries.runner(draft)}
          fields={['auth', 'push', 'image']}
        >
          <ClaudeLoginField />
          <CheckField name="push" label="Afterwards" hint="Otherwise the commits are kept with the run.">
            Push the branches the run creates
          </CheckField>
          <TextField
            name="image"
            label="Runner image"
            mono
            width="medium"
            placeholder="agent-oven/pipeline-runner"
          />
        </AdvancedGroup>
      )}
      <AdvancedGroup
        title="Environment and secrets"
        summary={summaries.environment(draft)}
        fields={['env', 'secrets']}
      >
        <EnvFields />
        <SecretFields />
      </AdvancedGroup>
      <AdvancedGroup title="Limits" summary={summaries.limits(draft)} fields={['resources']}>
        <LimitFields />
      </AdvancedGroup>
      {isPipeline && (
        <AdvancedGroup title="Budget" summary={summaries.budget(draft)} fields={['budget']}>
          <BudgetFields />
        </AdvancedGroup>
      )}
      <AdvancedGroup
        title="Missed and failed runs"
        summary={summaries.missed(draft)}
        fields={['overlap', 'catchUp', 'catchUpWithin', 'retry']}
      >
        <MissedFields />
      </AdvancedGroup>
      <AdvancedGroup title="Network" summary={summaries.network(draft)} fields={['network', 'allow']}>
        <NetworkFields />
      </AdvancedGroup>
      <AdvancedGroup
        title="Notifications"
        summary={summaries.notifications(draft)}
        fields={['notifications']}
      >
        <NotificationFields />
      </AdvancedGroup>
      {!isPipeline && (
        <AdvancedGroup title="Cage" summary={summaries.runner(draft)} fields={['relax']}>
          <CageFields />
        </AdvancedGroup>
      )}
    </AdvancedGroups>
  )
}
