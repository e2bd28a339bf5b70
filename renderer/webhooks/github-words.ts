import type { CallServer, GithubPoll } from '../../contract/index.ts'
import type { Tone } from '../format/words.ts'

/** Where GitHub is to send its webhooks: as this machine knows itself; where calls are not taken now, where they would be. */
export function githubAddress({
  address,
  host,
  port,
  github,
}: Pick<CallServer, 'address' | 'host' | 'port' | 'github'>): string {
  const base = address ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return `${base}${github.path}`
}

/** Whether GitHub gets there, in a sentence. */
export function reachOfGithub({ enabled, host }: Pick<CallServer, 'enabled' | 'host'>): string {
  if (!enabled) return 'Calls from outside are not taken now, so GitHub is only asked.'
  return /^(127\.|localhost$|::1$)/.test(host)
    ? 'Only this machine gets there: GitHub needs a tunnel that ends here, with its own address in the place of this one. Without one, GitHub is asked.'
    : 'GitHub needs the name by which the internet knows this machine, best by https. Without one, GitHub is asked.'
}

/** How it stands with what GitHub signs its webhooks with. */
export function secretWords({ secret, isSecretSet }: CallServer['github']): {
  tone: Tone
  title: string
  about: string
} {
  if (isSecretSet === null)
    return {
      tone: 'attention',
      title: 'Whether the secret is set cannot be told',
      about: `The secrets do not open. It would be \`${secret}\`.`,
    }
  return isSecretSet
    ? {
        tone: 'succeeded',
        title: 'The secret is set',
        about: `It is \`${secret}\`. What is signed otherwise is refused.`,
      }
    : {
        tone: 'waiting',
        title: 'The secret is not set',
        about: `What GitHub sends is refused until \`${secret}\` is set, here and the same on GitHub.`,
      }
}

/** How it stands with asking about a repository. */
export function pollTone({ problem, untold, lastAskedAt }: GithubPoll): Tone {
  if (problem !== null) return 'failed'
  if (untold.length > 0) return 'attention'
  return lastAskedAt === null ? 'waiting' : 'succeeded'
}

/** `issues edited` and `push` in a sentence: what asking does not bring. */
export function untoldWords(untold: readonly string[]): string {
  const named = untold.map((each) => `\`${each}\``)
  const list = named.length < 2 ? named[0] : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
  return `Asking does not bring ${list}: GitHub tells that by webhooks alone.`
}
