import type { Budget, Run } from '../../../contract/index.ts'
import { countTokens } from './spending.ts'

type Spend = Pick<Run, 'tokens' | 'costUsd' | 'costEstimated'>

/** The share of a budget at which the user is warned. */
const WARN_AT = 0.8

/** How far a run has used up its budget: below four fifths, above, or all of it. */
export function budgetStanding(spend: Spend, budget: Budget | null): 'within' | 'nearly' | 'spent' {
  const shares = sharesOf(spend, budget)
  const most = Math.max(0, ...shares.map(({ share }) => share))
  return most >= 1 ? 'spent' : most >= WARN_AT ? 'nearly' : 'within'
}

/** What a run has used of its budget, in words: `about $0.41 of $0.50 (estimated)`. */
export function describeSpend(spend: Spend, budget: Budget | null): string {
  const parts = sharesOf(spend, budget)
  const telling = parts.filter(({ share }) => share >= WARN_AT)
  return (telling.length > 0 ? telling : parts).map(({ words }) => words).join(' and ')
}

function sharesOf(spend: Spend, budget: Budget | null): { share: number; words: string }[] {
  const shares: { share: number; words: string }[] = []
  if (budget?.usd !== undefined && spend.costUsd !== null) {
    const about = spend.costEstimated ? ['about ', ' (estimated)'] : ['', '']
    shares.push({
      share: spend.costUsd / budget.usd,
      words: `${about[0]}${dollars(spend.costUsd)} of ${dollars(budget.usd)}${about[1]}`,
    })
  }
  if (budget?.tokens !== undefined && spend.tokens !== null) {
    const used = countTokens(spend.tokens)
    shares.push({
      share: used / budget.tokens,
      words: `${used.toLocaleString('en')} of ${budget.tokens.toLocaleString('en')} tokens`,
    })
  }
  return shares
}

/** `$12.50`, `$0.0042`: two places, and more where they are all there is. */
export function dollars(usd: number): string {
  return `$${usd !== 0 && usd < 0.1 ? usd.toPrecision(2) : usd.toFixed(2)}`
}
