import { OvenError } from '../errors.ts'
import type { Engine } from '../ports/engine.ts'

/** Who a job's processes are when the image would have them be root. */
export const PLAIN_USER = '1000:1000'

/** A number as docker reads one; 0 is root however it is written. */
function numberOf(user: string): number | null {
  const [name = ''] = user.split(':')
  return /^[+-]?\d+$/.test(name) ? Number(name) : null
}

/** Whether the user an image names is root, as far as the name tells. */
export function isRoot(user: string | null | undefined): boolean {
  const [name = ''] = (user ?? '').split(':')
  return name === '' || name === 'root' || numberOf(name) === 0
}

/**
 * Makes sure, before a container is started, that the name its image gives its user is not another name of root.
 * Numbers need no such look. Throws `user-is-root`.
 */
export async function refuseRootByName(engine: Engine, containerId: string, user: string): Promise<void> {
  if (numberOf(user) !== null) return
  const [name = ''] = user.split(':')
  const [file] = await engine.readFiles(containerId, '/etc/passwd', { maxBytes: 1024 * 1024 })
  const line = file?.bytes
    .toString('utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}:`))
  const uid = Number(line?.split(':')[2])
  if (uid > 0) return
  throw new OvenError(
    'user-is-root',
    uid === 0
      ? `The image's user "${name}" is root by another name.`
      : `The image's user "${name}" could not be looked up in its /etc/passwd.`,
    { hint: 'Add "root-user" to "relax" of the job if it may run as root inside its container.' },
  )
}
