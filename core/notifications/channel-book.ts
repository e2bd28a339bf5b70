import { type Channel, type Job, NATIVE_CHANNEL, type Settings, type Topic } from '../../contract/index.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { Rules } from './rules.ts'

/** Of a job that gives an address of Slack's itself, as files of the terminal ancestor do: `job:<id>`. */
const JOB_PREFIX = 'job:'

/** Where messages to one name go. `secret` throws when the vault cannot be opened. */
export type Destination =
  | { type: 'native'; enabled: boolean }
  | { type: 'remote'; enabled: boolean; channel: Channel; secret: () => Promise<string | null> }

/** The channels by their names, as the settings and the jobs have them now. */
export interface ChannelBook {
  /** `null` when nothing goes by that name any more. */
  find(name: string): Destination | null
  /** Names of those that are told of something. */
  toldOf(topic: Topic, rules: Pick<Rules, 'channels'>, job: JobFacts | null): string[]
}

type JobFacts = Pick<Job, 'id' | 'notifications'>

export function createChannelBook(deps: {
  settings: () => Settings['notifications']
  findJob: (id: string) => JobFacts | null | undefined
  secrets: SecretReader
  /** False for hosts that can show nothing. */
  hasNative: boolean
}): ChannelBook {
  const { settings, findJob, secrets, hasNative } = deps

  function ofJob(job: JobFacts | null | undefined): Destination | null {
    const address = job?.notifications?.slack
    if (!isAddress(address)) return null
    const channel: Channel = { type: 'slack', enabled: true }
    return { type: 'remote', enabled: true, channel, secret: async () => address }
  }

  return {
    find(name) {
      const { native, channels } = settings()
      if (name === NATIVE_CHANNEL) return { type: 'native', enabled: native && hasNative }
      if (name.startsWith(JOB_PREFIX)) return ofJob(findJob(name.slice(JOB_PREFIX.length)))
      const channel = Object.hasOwn(channels, name) ? channels[name] : undefined
      if (channel === undefined) return null
      const secret = async () => (channel.secret ? await secrets.read(channel.secret, { use: true }) : null)
      return { type: 'remote', enabled: channel.enabled, channel, secret }
    },
    toldOf(topic, rules, job) {
      const { native, channels } = settings()
      const all = [
        ...(native && hasNative ? [NATIVE_CHANNEL] : []),
        ...Object.entries(channels).flatMap(([name, { enabled, on }]) =>
          enabled && (on === undefined || on.includes(topic)) ? [name] : [],
        ),
      ]
      const slack = job?.notifications?.slack?.replace(/^#/, '')
      const told = all.filter(
        (name) => rules.channels === null || rules.channels.includes(name) || name === slack,
      )
      return ofJob(job) === null ? told : [...told, `${JOB_PREFIX}${job!.id}`]
    },
  }
}

function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^https:\/\//i.test(text) && URL.canParse(text)
}
