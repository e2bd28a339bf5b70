import { formatDuration } from '../../format/duration.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { type JobDraft, NOTICES } from './job-draft.ts'
import { type LengthDraft, writeLength } from './length-draft.ts'
import { lines } from './write-job.ts'

/** What is set in each closed part of the form, in one line. */
export const summaries = {
  missed(draft: JobDraft): string {
    const overlap = { skip: 'one at a time', queue: 'one after another', allow: 'side by side' }[
      draft.overlap
    ]
    const catchUp = { latest: 'catches up once', all: 'catches up all', skip: 'lets missed times go' }[
      draft.catchUp
    ]
    const attempts = Number(draft.retry.maxAttempts) > 1 && `${draft.retry.maxAttempts.trim()} attempts`
    return said([catchUp, overlap, attempts], 'As the oven is set, one attempt')
  },
  limits({ resources: { timeout, memory, cpus } }: JobDraft): string {
    const processors = cpus.trim() !== '' && formatCpus(cpus.trim())
    return said([length(timeout), memory.trim(), processors], 'As the oven is set')
  },
  budget({ budget }: JobDraft): string {
    const parts = [
      budget.usd.trim() && `$${budget.usd.trim()} per run`,
      budget.tokens.trim() && `${budget.tokens.trim()} tokens per run`,
      budget.perDay.usd.trim() && `$${budget.perDay.usd.trim()} per day`,
      budget.perDay.tokens.trim() && `${budget.perDay.tokens.trim()} tokens per day`,
    ]
    return said(parts, 'No bounds')
  },
  environment({ env, secrets }: JobDraft): string {
    const named = env.filter(({ name }) => name.trim() !== '').length
    return said(
      [
        named > 0 && formatNumberOf(named, 'variable'),
        secrets.length > 0 && formatNumberOf(secrets.length, 'secret'),
      ],
      'Nothing but what the image brings',
    )
  },
  network({ network, allow }: JobDraft): string {
    if (network === 'none') return 'Nothing can be reached'
    if (network !== 'allowlist') return 'Everything can be reached'
    const names = lines(allow)
    if (names.length === 0) return 'Only names of the oven’s list'
    const own = names.filter((name) => name !== 'default').length
    const more = formatNumberOf(own, 'name')
    return names.includes('default') ? `The oven’s list and ${more}` : `Only ${more}`
  },
  notifications({ notifications }: JobDraft): string {
    const set = NOTICES.filter((name) => notifications[name] !== '')
    const on = set.filter((name) => notifications[name] === 'on').length
    const off = set.length - on
    const { quiet, onlyOnChange, limited, channels } = notifications
    return said(
      [
        on > 0 && `${on} switched on`,
        off > 0 && `${off} switched off`,
        onlyOnChange === 'on' && 'only changes',
        quiet !== '' && (quiet === 'none' ? 'at any hour' : 'quiet hours of its own'),
        limited && `told to ${channels.length === 0 ? 'nobody' : channels.join(', ')}`,
      ],
      'As the oven is set',
    )
  },
  runner({ image, push, auth, type, relax }: JobDraft): string {
    if (type === 'docker')
      return relax.length === 0
        ? 'The whole cage'
        : `Without ${formatNumberOf(relax.length, 'item')} of the cage`
    const login = {
      'host-login': 'this machine’s login',
      'container-login': 'containers’ login',
      'api-key': 'API key',
    }[auth]
    return said(
      [login, !push && 'does not push', image.trim()],
      'The oven’s login and image, pushes branches',
    )
  },
}

function said(parts: (string | false | undefined)[], otherwise: string): string {
  const set = parts.filter((part) => part !== false && part !== undefined && part !== '')
  const text = set.length > 0 ? set.join(', ') : otherwise
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function length(draft: LengthDraft): string | false {
  const seconds = writeLength(draft)
  if (seconds === undefined) return false
  return typeof seconds === 'number' ? formatDuration(seconds * 1000) : seconds
}

const formatCpus = (cpus: string) => `${cpus} ${cpus === '1' ? 'processor' : 'processors'}`
