import type { CheckResult } from '../../contract/index.ts'

/** One thing that must be right for runs to work. It looks, and never claims more than it saw. */
export interface Check {
  id: string
  title: string
  /** Whether it concerns this oven at all. */
  applicable(): boolean
  check(): Promise<Pick<CheckResult, 'passed' | 'description' | 'fixes'>>
}

/** Runs checks side by side. One that throws is answered as "could not be found out". */
export async function runChecks(checks: readonly Check[], now: () => string): Promise<CheckResult[]> {
  return await Promise.all(
    checks
      .filter((check) => check.applicable())
      .map(async ({ id, title, check }) => {
        try {
          return { id, title, ...(await check()), checkedAt: now() }
        } catch (error) {
          const description = `This could not be found out: ${(error as Error).message}`
          return { id, title, passed: null, description, fixes: [], checkedAt: now() }
        }
      }),
  )
}
