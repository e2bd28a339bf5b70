/** What an agent says of its own work, with its reason. */
export interface DeclaredResult {
  verdict: 'incomplete' | 'blocked'
  reason: string | null
}

const DECLARATION =
  /^\s*(?:\*\*)?VERDICT:(?:\*\*)?\s*(incomplete|blocked)\b[\s*]*(?:[-–—:.]+\s*(.*?))?[\s*]*$/m

/**
 * Reads a line such as `VERDICT: blocked – the database cannot be reached` from an agent's last message (docs/jobs.md).
 * `null` when there is none.
 */
export function declaredResult(text: string): DeclaredResult | null {
  const match = DECLARATION.exec(text)
  return match ? { verdict: match[1] as DeclaredResult['verdict'], reason: match[2] || null } : null
}
