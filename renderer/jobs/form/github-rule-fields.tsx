import { X } from 'lucide-react'
import { useFormContext, useWatch } from 'react-hook-form'
import { ruleInWords } from '../../../contract/github-rule-words.ts'
import type { GithubEvent } from '../../../contract/index.ts'
import { Button } from '../../parts/button.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { InputGroup, SelectField, TextField } from './form-fields.tsx'
import { actionsOfEvent, type RuleList, shownParts, withEvent, writeRule } from './github-draft.ts'
import css from './github-fields.module.css'
import type { JobDraft } from './job-draft.ts'
import { useFault } from './use-fault.ts'

const events: [GithubEvent, string][] = [
  ['issues', 'An issue'],
  ['pull_request', 'A pull request'],
  ['issue_comment', 'A comment'],
  ['push', 'A push of commits'],
  ['release', 'A release'],
  ['workflow_run', 'A run of GitHub Actions'],
]

const branchLabels: Record<GithubEvent, string> = {
  push: 'To branch',
  pull_request: 'Into branch',
  issues: 'Branch',
  issue_comment: 'Branch',
  release: 'Made of branch',
  workflow_run: 'On branch',
}

const parts: Record<Exclude<RuleList, 'branch'>, { label: string; hint: string; placeholder: string }> = {
  label: { label: 'Label', hint: 'Several with commas; one of them is enough.', placeholder: 'bake' },
  assignee: { label: 'Assigned to', hint: 'Names on GitHub, with commas.', placeholder: 'octocat' },
  path: {
    label: 'Changed file',
    hint: '* stands for any part of a name, ** for any number of folders.',
    placeholder: 'src/**, package.json',
  },
  actor: {
    label: 'Done by',
    hint: 'Names on GitHub. Empty: everybody who may begin runs.',
    placeholder: 'octocat',
  },
}

/** One rule: what happened, told apart by what its event has, and what that means in a sentence. */
export function GithubRuleFields({ index, onRemove }: { index: number; onRemove: () => void }) {
  const name = `github.on.${index}` as const
  const { getValues, setValue } = useFormContext<JobDraft>()
  const rule = useWatch<JobDraft, `github.on.${number}`>({ name })
  const fault = useFault(name)
  if (rule === undefined) return null
  const number = index + 1
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside the button in the sentence's line
    <div className={css.rule} role="group" aria-label={`Rule ${number}`}>
      <div className={css.words}>
        <p aria-live="polite">
          <Sentence text={`${ruleInWords(writeRule(rule))}.`} />
        </p>
        <Button
          kind="quiet"
          aria-label={`Take rule ${number} away`}
          icon={<X size={14} />}
          onClick={onRemove}
        />
      </div>
      <SelectField
        name={`${name}.event`}
        label="What"
        options={events}
        onChoose={(event) =>
          setValue(name, withEvent(getValues(name), event as GithubEvent), { shouldDirty: true })
        }
      />
      {actionsOfEvent[rule.event].length > 0 && <Actions index={index} />}
      {shownParts(rule).map((part) => {
        if (part === 'command')
          return (
            <TextField
              key={part}
              name={`${name}.command`}
              label="Command word"
              mono
              width="short"
              placeholder="/bake"
              hint="What the comment’s first line begins with. Empty: any comment."
            />
          )
        const words =
          part === 'branch'
            ? {
                label: branchLabels[rule.event],
                hint: 'Empty: any. * stands for any part of a name.',
                placeholder: 'main',
              }
            : parts[part]
        return <TextField key={part} name={`${name}.${part}`} mono width="medium" {...words} />
      })}
      {fault !== undefined && <p className={css.error}>{fault}</p>}
    </div>
  )
}

function Actions({ index }: { index: number }) {
  const name = `github.on.${index}.action` as const
  const { getValues, setValue } = useFormContext<JobDraft>()
  const event = useWatch<JobDraft, `github.on.${number}.event`>({ name: `github.on.${index}.event` })
  const chosen = useWatch<JobDraft, `github.on.${number}.action`>({ name })
  const known = actionsOfEvent[event]
  const others = chosen.filter((action) => !known.some(([each]) => each === action))
  return (
    <InputGroup label="Is" error={useFault(name)} hint="None chosen: when something new begins.">
      <div className={css.actions}>
        {[...known, ...others.map((action) => [action, action] as const)].map(([action, title]) => (
          <label key={action}>
            <input
              type="checkbox"
              checked={chosen.includes(action)}
              onChange={({ target }) => {
                const rest = getValues(name).filter((each) => each !== action)
                setValue(name, target.checked ? [...rest, action] : rest, { shouldDirty: true })
              }}
            />
            {title}
          </label>
        ))}
      </div>
    </InputGroup>
  )
}
