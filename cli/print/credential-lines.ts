import type { Credential, Fix } from '../../contract/index.ts'
import { plainLine } from './plain-text.ts'
import type { Colour, Screen } from './screen.ts'
import { instant } from './words.ts'

const colours: Record<Credential['status'], Colour> = {
  worked: 'green',
  present: 'green',
  unknown: 'yellow',
  refused: 'red',
  expired: 'red',
  missing: 'red',
}

/** Logins and keys, a few lines each. */
export function printCredentials(screen: Screen, credentials: readonly Credential[]): void {
  for (const [index, credential] of credentials.entries()) {
    if (index > 0) screen.line()
    const { id, title, status, description, livesIn, usedBy, lastWorkedAt, expiresAt, fixes } = credential
    const state = screen.paint(usedBy.length === 0 ? 'dim' : colours[status], status)
    screen.line(`${screen.paint('bold', plainLine(title))}  ${state}  ${screen.paint('dim', id)}`)
    screen.line(`  ${plainLine(description)}`)
    screen.line(`  ${plainLine(livesIn)}`)
    const facts = [
      usedBy.length === 0 ? 'used by no job' : `used by ${usedBy.join(', ')}`,
      ...(lastWorkedAt ? [`last worked ${instant(lastWorkedAt)}`] : []),
      ...(expiresAt ? [`until ${instant(expiresAt)}`] : []),
    ]
    screen.line(`  ${facts.join('; ')}`)
    if (usedBy.length > 0) printFixes(screen, fixes, '  ')
  }
}

/** Ways to mend something, each with the command to type. */
export function printFixes(screen: Screen, fixes: readonly Fix[], indent: string): void {
  for (const fix of fixes) {
    screen.line(`${indent}${fix.description}`)
    if (fix.command) screen.line(`${indent}  ${screen.paint('cyan', fix.command)}`)
  }
}
