import type { Tokens } from '../../contract/index.ts'
import { describeTokens, formatCount, formatMoney, totalTokens } from '../format/quantities.ts'

/** Money as the agent estimates it from list prices; a subscription does not pay it. */
export function Money({ usd }: { usd: number | null }) {
  if (usd === null) return <span>–</span>
  return <span title="Estimate at list price">{formatMoney(usd)}</span>
}

/** Tokens used, with their kinds on hover. */
export function TokenCount({ tokens, unit = false }: { tokens: Tokens | null; unit?: boolean }) {
  if (tokens === null) return <span>–</span>
  return (
    <span title={describeTokens(tokens)}>
      {formatCount(totalTokens(tokens))}
      {unit && ' tokens'}
    </span>
  )
}
