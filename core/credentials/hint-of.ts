import type { Fix } from '../../contract/index.ts'

/** Ways to mend something, in one line for an error's hint. */
export function hintOf(fixes: readonly Fix[]): string | null {
  if (fixes.length === 0) return null
  return fixes
    .map(({ description, command }) => (command ? `${description} (\`${command}\`)` : description))
    .join(' ')
}
