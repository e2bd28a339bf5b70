import { useQuery } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import type { Credential } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { addresses } from '../../app/route.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { SelectField, SuggestField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './login-fields.module.css'

/** How the repository is reached: gh's login, or a secret or a GitHub App by its name. */
export function CredentialField({ choice, repo }: { choice: string; repo: string }) {
  const { queries } = useOven()
  const apps = useQuery(queries.auth.apps.list.queryOptions())
  const secrets = useQuery(queries.secrets.list.queryOptions())
  const options = [
    ...(apps.data ?? []).map(({ name }) => ({ value: name, detail: 'GitHub App' })),
    ...(secrets.data?.secrets ?? []).map(({ name }) => ({ value: name, detail: 'secret' })),
  ]
  if (/^[/~]/.test(repo.trim()) && choice === '') return null
  return (
    <SuggestField
      name="source.credentials"
      label="Reached with"
      placeholder="The GitHub CLI’s login"
      hint={choice === '' ? null : 'A secret with a token or a deploy key, or a GitHub App.'}
      options={options}
    />
  )
}

const modes = [
  ['', 'As the oven is set'],
  ['host-login', 'The login of this machine'],
  ['container-login', 'A login made for containers'],
  ['api-key', 'An API key kept as a secret'],
] as const

const explained: Record<string, string> = {
  '': 'An API key when the job names one, otherwise what the settings say.',
  'host-login': 'Claude Code’s own login of this machine is handed to each run.',
  'container-login':
    'Signed in once inside a container; all such runs share it. The right one where a Mac keeps the login in its Keychain.',
  'api-key': 'The secret ANTHROPIC_API_KEY, or the one the job names below.',
}

/** On whose login the agents work, and how that login stands. */
export function ClaudeLoginField() {
  const { queries } = useOven()
  const auth = useWatch<JobDraft, 'auth'>({ name: 'auth' })
  const { data } = useQuery(queries.auth.list.queryOptions())
  const login = data?.find(({ service, kind }) => service === 'claude' && kind === auth)
  return (
    <SelectField
      name="auth"
      label="Claude login"
      options={modes}
      hint={
        <>
          {explained[auth]}
          {login && <LoginState login={login} />}
        </>
      }
    />
  )
}

function LoginState({ login }: { login: Credential }) {
  const tone = ['worked', 'present'].includes(login.status)
    ? 'succeeded'
    : login.status === 'unknown'
      ? 'waiting'
      : 'attention'
  return (
    <span className={css.state}>
      <OutcomeMark tone={tone} size={12} /> {login.description}{' '}
      {tone === 'attention' && (
        <a href={addresses.credentials} className={css.link}>
          Look at credentials
        </a>
      )}
    </span>
  )
}
