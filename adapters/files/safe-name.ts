import { OvenError } from '../../core/errors.ts'

/** Checks that an id can stand as one part of a path and leads nowhere else. Throws `name-unsafe`. */
export function asPathPart(id: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(id)) return id
  throw new OvenError('name-unsafe', `${JSON.stringify(id)} cannot be the name of a file or folder.`, {
    kind: 'INPUT_INVALID',
    hint: 'Names are letters, digits, dots, hyphens and underscores.',
  })
}

/**
 * A relative path made of safe parts from a name that came from elsewhere, such as a container. Odd characters become
 * underscores, steps upwards vanish. Throws `name-unsafe` when nothing is left.
 */
export function asSafePath(name: string): string {
  const parts = name
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => part.replace(/[^\p{L}\p{N}._ -]/gu, '_').slice(0, 150))
  if (parts.length > 0 && parts.length <= 16) return parts.join('/')
  throw new OvenError('name-unsafe', `${JSON.stringify(name)} cannot be the name of a kept file.`, {
    kind: 'INPUT_INVALID',
    hint: 'Give the file a plain name, such as "changes.patch".',
  })
}
