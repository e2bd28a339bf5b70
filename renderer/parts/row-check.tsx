import css from './row-check.module.css'

/** The box that takes a row into the selection. It covers the row's mark while a hand or the focus is on the row. */
export function RowCheck({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (how: { extend: boolean }) => void
}) {
  return (
    <input
      type="checkbox"
      className={css.check}
      data-key="x"
      aria-label={label}
      checked={checked}
      onChange={() => {}}
      onClick={(event) => onChange({ extend: event.shiftKey })}
    />
  )
}
