import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'
import css from './segmented-control.module.css'
import { tip } from './tooltip-layer.tsx'

export interface Segment<T extends string> {
  value: T
  label: string
  /** Shown in the place of the label, which then becomes the tooltip. */
  icon?: ReactNode
  disabled?: boolean
}

export interface SegmentedControlProps<T extends string> {
  label: string
  value: T
  options: Segment<T>[]
  onChange: (value: T) => void
}

/** A few choices of which one holds, side by side. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, value, options, onChange } = props
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={css.control}>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(css.segment, option.value === value && css.chosen)}
          {...tip(option.icon === undefined ? null : option.label)}
        >
          <input
            type="radio"
            name={name}
            aria-label={option.icon === undefined ? undefined : option.label}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          {option.icon ?? option.label}
        </label>
      ))}
    </div>
  )
}
