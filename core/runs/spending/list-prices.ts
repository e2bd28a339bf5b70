import type { Tokens } from '../../../contract/index.ts'

/**
 * US dollars per million tokens: input, output, cache read, cache written for five minutes. By family, the first that
 * matches (https://platform.claude.com/docs/en/about-claude/pricing; Opus agrees with Claude Code 2.1.197's own
 * reckoning in test/fixtures/claude/ok.ndjson). Models that are not known cost as much as the dearest of them.
 */
const PRICES: readonly (readonly [model: RegExp, prices: readonly [number, number, number, number]])[] = [
  [/haiku/i, [1, 5, 0.1, 1.25]],
  [/sonnet/i, [3, 15, 0.3, 3.75]],
  [/opus-(?:4-)?(?:[5-9]|\d\d)(?!\d)|^opus/i, [5, 25, 0.5, 6.25]],
  [/./, [15, 75, 1.5, 18.75]],
]

/** What tokens cost by list price, in US dollars: an estimate, until the agent tells its own. */
export function listPriceOf(tokens: Tokens, model: string | null): number {
  const [, prices] = PRICES.find(([family]) => family.test(model ?? 'unknown'))!
  const counts = [tokens.input, tokens.output, tokens.cacheRead, tokens.cacheCreation]
  return counts.reduce((sum, count, kind) => sum + (count * prices[kind]!) / 1_000_000, 0)
}
