import type { Credential } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes, wrongUse } from '../failure.ts'
import { printCredentials } from '../print/credential-lines.ts'
import { signInWithTerminal } from '../sign-in.ts'

export const status = defineCommand({
  summary: 'Shows every login and key that runs are handed: where it lives, and what is known of it.',
  notes:
    'It looks, and tries nothing; values are never shown. `oven auth check` also tries the repositories.',
  need: 'engine',
  examples: [['oven auth status', 'see who is signed in, and until when']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.auth.list()
    return { data, print: (screen) => printCredentials(screen, data) }
  },
})

export const check = defineCommand({
  summary: 'Looks at logins and keys again, and asks each repository whether it lets the job in.',
  notes:
    'Exit code 0 when nothing is missing, expired or refused, else 1. Whether Claude takes a login shows with the first run.',
  arguments: [{ name: 'credential', summary: 'its id, as `oven auth status` shows it' }],
  need: 'engine',
  examples: [
    ['oven auth check', 'check all that jobs use'],
    ['oven auth check git:secret:DEPLOY_KEY', 'one alone'],
  ],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.auth.check({ id })
    return {
      data,
      exitCode: data.some(isBad) ? exitCodes.failed : exitCodes.done,
      print: (screen) => printCredentials(screen, data),
    }
  },
})

export const signIn = defineCommand({
  summary: 'Signs in to Claude inside a container, for jobs with "auth" set to "container-login".',
  notes:
    'Runs the unmodified `claude auth login` on a volume that these runs share. Open the address that it prints, and type the code in here.',
  arguments: [{ name: 'login', summary: 'claude', required: true }],
  need: 'stays',
  examples: [['oven auth sign-in claude', 'sign in once; the login renews itself']],
  async run({ arguments: [login], err, connect }) {
    refuseOthers(login!)
    const { client } = await connect()
    const data = await signInWithTerminal(client, login!, err)
    return {
      data,
      exitCode: data.signedIn ? exitCodes.done : exitCodes.failed,
      print: (screen) => screen.line(data.description),
    }
  },
})

export const signOut = defineCommand({
  summary: 'Signs out of Claude inside containers, and removes the volume of that login.',
  arguments: [{ name: 'login', summary: 'claude', required: true }],
  need: 'engine',
  examples: [['oven auth sign-out claude', 'end that login']],
  async run({ arguments: [login], connect }) {
    refuseOthers(login!)
    const { client } = await connect()
    const data = await client.auth.signOut({ login: login as 'claude' })
    return { data, print: (screen) => screen.line(data.description) }
  },
})

/** Other logins belong to the programs that keep them. */
function refuseOthers(login: string): void {
  if (login === 'claude') return
  const hint = /^(?:github|gh|git)/i.test(login)
    ? 'GitHub’s login is the GitHub CLI’s own: `gh auth login` and `gh auth logout`. Tokens and keys are secrets: `oven secrets set --help`.'
    : '`oven auth status` shows every login, where it lives, and what mends it.'
  throw wrongUse(`The oven signs in to "claude" only, not to "${login}".`, hint)
}

/** A login that nobody uses may be missing. */
function isBad({ status: state, usedBy }: Credential): boolean {
  return usedBy.length > 0 && (state === 'missing' || state === 'expired' || state === 'refused')
}
