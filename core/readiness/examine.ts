import type { CheckResult } from '../../contract/index.ts'
import { type Check, runChecks } from './checks.ts'

/** Runs every check afresh, one that several jobs share once. It passes unless something was seen to be wrong. */
export async function examine(
  checks: readonly Check[],
  now: () => string,
): Promise<{ passed: boolean; checks: CheckResult[] }> {
  const once = checks.filter(({ id }, index) => checks.findIndex((check) => check.id === id) === index)
  const results = await runChecks(once, now)
  return { passed: results.every((result) => result.passed !== false), checks: results }
}
