import { createPrivateKey } from 'node:crypto'
import type { FieldError, GithubAppInput, GithubAppView, Job } from '../../contract/index.ts'
import type { SettingsService } from '../config/settings-service.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Config } from '../ports/config-store.ts'
import type { SecretReader } from '../ports/secret-reader.ts'

/** The GitHub Apps of the settings. Their private keys go in and are never answered. */
export interface GithubAppService {
  list(): GithubAppView[]
  /** Throws `app-invalid` with a sentence for each wrong field, and what keeping the secret throws; nothing is changed then. */
  set(input: GithubAppInput): Promise<GithubAppView>
  /** Throws `not-found`, and `app-in-use` unless forced. */
  remove(input: {
    name: string
    force: boolean
  }): Promise<{ removed: string; privateKey: string; usedBy: string[] }>
}

export function createGithubAppService(options: {
  readConfig: () => Pick<Config, 'auth'>
  settings: Pick<SettingsService, 'update'>
  secrets: SecretReader
  /** Keeps a secret as `oven secrets set` does. */
  setSecret: (secret: { name: string; value: string }) => Promise<unknown>
  /** Names of all secrets; `null` when that cannot be told. */
  secretNames: () => readonly string[] | null
  jobs: () => Job[]
}): GithubAppService {
  const { readConfig, settings, secrets, setSecret, secretNames, jobs } = options
  const apps = () => readConfig().auth.githubApps
  const find = (name: string) => (Object.hasOwn(apps(), name) ? apps()[name]! : null)

  const usersOf = (name: string) =>
    jobs().flatMap((job) =>
      job.type === 'agent-pipeline' && job.source.credentials === name ? [job.id] : [],
    )

  function view(name: string): GithubAppView {
    const { appId, installationId, privateKey, apiUrl = null } = apps()[name]!
    const hasKey = secretNames()?.includes(privateKey) ?? null
    return { name, appId, installationId, privateKey, apiUrl, hasKey, usedBy: usersOf(name) }
  }

  /** Names the secret that holds the key from now on, and throws where there would be none. */
  async function keyPlace(input: GithubAppInput): Promise<string> {
    const own = find(input.name)?.privateKey
    const place = input.privateKey ?? own ?? secretNameOf(input.name)
    const isTaken = secretNames()?.includes(place) ?? false
    if (input.key !== undefined) {
      const fault = keyFault(input.key)
      if (fault) throw refusal('key', fault)
      if (!isTaken || place === own || isKeyOfApp(place)) return place
      throw refusal(
        'privateKey',
        `There is a secret "${place}" already. Name another one, or give no key to use what it holds.`,
      )
    }
    const value = isTaken ? await secrets.read(place) : null
    if (value === null) {
      const message =
        input.privateKey === undefined
          ? 'The private key is missing: paste it, or name the secret that holds it.'
          : `There is no secret "${place}". Paste the private key to set it.`
      throw refusal(input.privateKey === undefined ? 'key' : 'privateKey', message)
    }
    const fault = keyFault(value)
    if (fault) throw refusal('privateKey', `The secret "${place}" holds no private key of an App. ${fault}`)
    return place
  }

  const isKeyOfApp = (place: string) => Object.values(apps()).some(({ privateKey }) => privateKey === place)

  return {
    list: () =>
      Object.keys(apps())
        .sort((a, b) => a.localeCompare(b))
        .map(view),
    async set(input) {
      const { name, appId, installationId, key, apiUrl } = input
      if (find(name) === null && secretNames()?.includes(name)) {
        throw refusal(
          'name',
          `There is a secret "${name}", which jobs may name as well: give the App another name.`,
        )
      }
      const privateKey = await keyPlace(input)
      if (key !== undefined) await setSecret({ name: privateKey, value: `${key.trim()}\n` })
      const changed = { appId, installationId, privateKey, ...(apiUrl !== undefined && { apiUrl }) }
      settings.update({ auth: { githubApps: { [name]: changed } } })
      return view(name)
    },
    async remove({ name, force }) {
      const app = find(name)
      if (app === null) throw notFound(`There is no GitHub App "${name}".`, 'See `oven auth apps list`.')
      const usedBy = usersOf(name)
      if (usedBy.length > 0 && !force) throw inUse(name, usedBy)
      settings.update({ auth: { githubApps: { [name]: null } } })
      return { removed: name, privateKey: app.privateKey, usedBy }
    },
  }
}

/** `review-bot` becomes `REVIEW_BOT_KEY`. */
function secretNameOf(app: string): string {
  return `${app
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/^(?=\d)/, '_')}_KEY`
}

/** Why a text cannot sign for an App, in a sentence; what is wrong with it is never quoted. */
function keyFault(text: string): string | null {
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text))
    return 'This is a public key: the private one is needed.'
  try {
    const key = createPrivateKey(text.trim())
    if (key.asymmetricKeyType === 'rsa') return null
    return `GitHub takes RSA keys only; this one is of the kind "${key.asymmetricKeyType}".`
  } catch {
    return 'The private key must be the whole PEM file that GitHub gave, from "-----BEGIN" to "-----END … PRIVATE KEY-----", without a passphrase.'
  }
}

function refusal(field: string, message: string): OvenError {
  const fields: FieldError[] = [{ field, message }]
  return new OvenError('app-invalid', message, {
    kind: 'INPUT_INVALID',
    hint: 'Nothing was changed.',
    fields,
  })
}

function inUse(name: string, usedBy: readonly string[]): OvenError {
  const who = usedBy.map((id) => `"${id}"`).join(', ')
  return new OvenError(
    'app-in-use',
    `The GitHub App "${name}" is used by ${usedBy.length === 1 ? 'the job' : 'the jobs'} ${who}.`,
    {
      kind: 'CONFLICT',
      hint: 'Take it out of their "source.credentials" first, or remove it all the same with --force: their runs are blocked then.',
    },
  )
}
