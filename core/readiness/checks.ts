import type { CheckResult } from '../../contract/index.ts'

/** What a check saw. `code` is the error's that a run would end with; `expiresAt`, until when what passed will. */
export type Finding = Pick<CheckResult, 'passed' | 'description' | 'fixes'> & {
  code?: string | null
  expiresAt?: string | null
  /** When the login ends for good, whoever renews what it is made of. */
  endsAt?: string | null
  /** It passed, and yet the next run may not work. */
  isRisk?: boolean
}

export type CheckedFinding = Finding & Pick<CheckResult, 'id' | 'title' | 'checkedAt'>

/** One thing that must be right for runs to work. It looks, and never claims more than it saw. */
export interface Check {
  id: string
  title: string
  /** Whether it concerns this oven at all. */
  applicable(): boolean
  check(): Promise<Finding>
}

/** Runs checks side by side. One that throws is answered as "could not be found out". */
export async function runChecks(checks: readonly Check[], now: () => string): Promise<CheckedFinding[]> {
  return await Promise.all(checks.filter((check) => check.applicable()).map((check) => runCheck(check, now)))
}

export async function runCheck({ id, title, check }: Check, now: () => string): Promise<CheckedFinding> {
  const found = await check().catch((error: Error) => ({
    passed: null,
    description: `This could not be found out: ${error.message}`,
    fixes: [],
  }))
  return { id, title, ...found, checkedAt: now() }
}
