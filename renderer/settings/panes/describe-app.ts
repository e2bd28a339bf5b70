import type { CommandLink, UpdateState } from '../../../contract/desktop.ts'
import { formatAbsolute } from '../../format/time.ts'

/** How it stands with newer versions, as a sentence. */
export function describeUpdate({
  status,
  current,
  offered,
  percent,
  checkedAt,
  problem,
}: UpdateState): string {
  switch (status) {
    case 'unsupported':
    case 'failed':
      return problem ?? 'Updates could not be looked for.'
    case 'checking':
      return 'Looking for a newer version.'
    case 'available':
      return `Version ${offered} is there; this is ${current}. It is installed when no run is active, and the app starts anew.`
    case 'downloading':
      return `Downloading version ${offered}: ${percent ?? 0} %.`
    case 'waiting':
      return `Version ${offered} is installed as soon as no run is active.`
    case 'installing':
      return `Version ${offered} is being installed.`
    default:
      return checkedAt === null
        ? `This is version ${current}.`
        : `Version ${current} is the newest, as of ${formatAbsolute(checkedAt)}.`
  }
}

/** Where the command `oven` is, or would be. */
export function describeCommand({ status, path, hint }: CommandLink): string {
  if (status === 'installed') return `Type \`oven\` in a terminal. It lies at ${path}.`
  return hint ?? 'The command `oven` can be installed for terminals.'
}
