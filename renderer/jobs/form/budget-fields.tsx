import { TextField } from './form-fields.tsx'

/** What a run, and all runs of a day, may spend. */
export function BudgetFields() {
  const money = { width: 'short', inputMode: 'decimal', placeholder: 'no bound' } as const
  const count = { width: 'short', inputMode: 'numeric', placeholder: 'no bound' } as const
  return (
    <>
      <TextField
        name="budget.usd"
        label="Dollars per run"
        {...money}
        hint="At list price, also on a subscription. The run is stopped there."
      />
      <TextField
        name="budget.tokens"
        label="Tokens per run"
        {...count}
        hint="Of every kind: read, written, and out of the cache."
      />
      <TextField
        name="budget.perDay.usd"
        label="Dollars per day"
        {...money}
        hint="Once spent, further runs of the day are skipped."
      />
      <TextField name="budget.perDay.tokens" label="Tokens per day" {...count} />
    </>
  )
}
