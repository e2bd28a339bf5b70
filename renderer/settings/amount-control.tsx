import { useState } from 'react'
import { Select } from '../parts/inputs.tsx'
import { fromAmount, toAmount, unitsOf } from './amounts.ts'
import type { ControlProps } from './setting-control.tsx'
import css from './settings.module.css'
import { readNumber, TextControl } from './text-control.tsx'

/** A duration or a size: a number, and the unit it is counted in. */
export function AmountControl({ kind, ...props }: ControlProps & { kind: 'seconds' | 'bytes' }) {
  const { field, saved, input } = props
  const value = typeof saved.shown === 'number' ? saved.shown : null
  const own = value === null ? null : toAmount(value, kind)
  const usual = typeof field.default === 'number' ? toAmount(field.default, kind) : null
  const [chosen, setChosen] = useState<string | null>(null)
  const unit = own?.unit ?? chosen ?? usual?.unit ?? (kind === 'seconds' ? 'minutes' : 'GB')
  const inUnit = { ...field, default: usual?.number ?? null, kind: 'number' as const }
  return (
    <span className={css.amount}>
      <TextControl
        field={inUnit}
        input={input}
        saved={{ ...saved, shown: own?.number ?? null }}
        read={(text) => {
          const number = readNumber(text)
          return typeof number === 'number' ? fromAmount({ number, unit }, kind) : number
        }}
      />
      <Select
        aria-label={`Unit of “${field.title}”`}
        value={unit}
        onChange={(event) => {
          setChosen(event.target.value)
          if (own !== null) saved.save(fromAmount({ number: own.number, unit: event.target.value }, kind))
        }}
      >
        {unitsOf(kind).map(([name]) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
    </span>
  )
}
