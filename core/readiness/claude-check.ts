import type { Fix, PipelineJob } from '../../contract/index.ts'
import { type ClaudeChoice, chooseClaude } from '../credentials/choose-claude.ts'
import type { ContainerLogin } from '../credentials/container-login.ts'
import type { LoginHistory } from '../credentials/login-history.ts'
import type { Config } from '../ports/config-store.ts'
import type { HostCredentials } from '../ports/credentials.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { Finding } from './checks.ts'

const SIGN_IN: Fix = { description: 'Sign in inside a container.', command: 'oven auth sign-in claude' }

export interface ClaudeLookers {
  host: Pick<HostCredentials, 'look'>
  containerLogin: Pick<ContainerLogin, 'look'>
  secrets: SecretReader
  history: LoginHistory
  readConfig: () => Pick<Config, 'auth'>
  /** Wall clock, ms since 1970. */
  now: () => number
}

/** What can be seen of the credential for Claude that a job's runs are handed, and what its last use came to. */
export async function lookAtClaude(
  job: PipelineJob,
  lookers: ClaudeLookers,
): Promise<Finding & { choice: ClaudeChoice }> {
  const choice = await chooseClaude(job, lookers.readConfig(), (name) => lookers.secrets.read(name))
  const seen = await lookAt(choice, lookers)
  return { ...lookers.history.judge(choice.id, seen), choice }
}

async function lookAt(choice: ClaudeChoice, lookers: ClaudeLookers): Promise<Finding> {
  switch (choice.kind) {
    case 'host-login': {
      const state = (await lookers.host.look()).find(({ id }) => id === 'claude')
      if (!state) return { passed: null, description: 'Nothing was seen.', fixes: [] }
      const { description, fixes, expiresAt } = state
      if (state.status === 'unknown') return { passed: null, description, fixes }
      const code =
        state.status === 'expired' ? 'login-expired' : state.status === 'missing' ? 'login-missing' : null
      return { passed: code === null, description, fixes, code, expiresAt, endsAt: state.endsAt ?? null }
    }
    case 'container-login':
      return lookInContainer(await lookers.containerLogin.look(), lookers)
    case 'api-key':
      if (choice.value === null) {
        return {
          passed: false,
          code: 'key-missing',
          description: `The job uses an API key, but there is no secret named ${choice.variable}.`,
          fixes: [{ description: 'Set it.', command: `oven secrets set ${choice.variable}` }],
        }
      }
      return {
        passed: true,
        description: `A key is there: ${choice.variable}, from ${choice.from === 'env' ? 'what the job is handed' : 'the secrets'}.`,
        fixes: [],
      }
  }
}

function lookInContainer(
  seen: Awaited<ReturnType<ContainerLogin['look']>>,
  { now, readConfig }: ClaudeLookers,
): Finding {
  const where = `the volume "${readConfig().auth.claudeVolume}"`
  if (seen.kind === 'unknown') {
    return { passed: null, description: `The login in ${where} was not looked at: ${seen.why}.`, fixes: [] }
  }
  if (seen.kind === 'missing') {
    return {
      passed: false,
      code: 'login-missing',
      description: `There is no Claude login in ${where}.`,
      fixes: [SIGN_IN],
    }
  }
  const expiresAt = seen.endsAt === null ? null : new Date(seen.endsAt).toISOString()
  if (seen.endsAt !== null && seen.endsAt <= now()) {
    const description = `The Claude login in ${where} ended at ${expiresAt}.`
    return { passed: false, code: 'login-expired', description, fixes: [SIGN_IN], expiresAt }
  }
  const until = expiresAt === null ? '' : `, good until ${expiresAt}`
  return {
    passed: true,
    description: `A Claude login is present in ${where}${until}.`,
    fixes: [],
    expiresAt,
    endsAt: expiresAt,
  }
}
