const SECRET_NAME = /(KEY|TOKEN|SECRET|PASS(WORD|WD|PHRASE)?|PWD|CREDENTIAL|AUTH|COOKIE|PRIVATE|CANARY)/i

/** Environment variables that hold a credential for Claude; a run is given at most one of them. */
export const CLAUDE_CREDENTIAL_NAMES = [
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_OAUTH_TOKEN',
]

/**
 * The values of a job's environment that are treated as secrets: those whose name says so, and those that look
 * drawn at random. They are masked wherever the oven shows or stores text.
 */
export function secretValuesOf(env: Record<string, string> | undefined): string[] {
  return Object.entries(env ?? {})
    .filter(([name, value]) => looksSecret(name, value))
    .map(([, value]) => value)
}

/** Whether a variable holds a secret, as far as its name and value tell. */
export function looksSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || looksRandom(value)
}

function looksRandom(value: string): boolean {
  return (
    value.length >= 16 &&
    /^[\w+/=.~-]+$/.test(value) &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !value.includes('/')
  )
}
