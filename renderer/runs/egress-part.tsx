import type { Egress } from '../../contract/index.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import css from './run-details.module.css'

const reasons: Record<string, string> = {
  'not-listed': 'not on the list',
  'raw-address': 'an address instead of a name',
  'closed-address': 'leads to a private address',
  unresolved: 'the name leads nowhere',
  'not-a-name': 'not a name',
}

/** What a run with a network allow-list asked for: what was let through, and what was not and why. */
export function EgressPart({ egress }: { egress: Egress }) {
  return (
    <section className={css.part} aria-label="Network">
      <h3>Network</h3>
      {!egress.enforced && (
        <p>
          <OutcomeMark tone="attention" size={12} /> It was not proven on this engine that the list holds.
        </p>
      )}
      <ul>
        {egress.refused.map(({ host, reason, count }) => (
          <li key={`${host} ${reason}`} className={css.line}>
            <OutcomeMark tone="failed" label="Refused" size={12} />
            <code>{host}</code>
            <span className={css.muted}>
              refused {formatNumberOf(count, 'time')}: {reasons[reason] ?? reason}
            </span>
          </li>
        ))}
        {egress.allowed.map(({ host, count }) => (
          <li key={host} className={css.line}>
            <OutcomeMark tone="succeeded" label="Let through" size={12} />
            <code>{host}</code>
            <span className={css.muted}>{formatNumberOf(count, 'time')}</span>
          </li>
        ))}
      </ul>
      {egress.refused.length + egress.allowed.length === 0 && (
        <p className={css.muted}>Nothing was asked for.</p>
      )}
    </section>
  )
}
