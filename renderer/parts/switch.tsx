import css from './switch.module.css'

/** On or off, at once. `label` names what is switched. */
export function Switch({
  checked,
  label,
  disabled,
  rowKey,
  onChange,
}: {
  checked: boolean
  label: string
  disabled?: boolean
  /** The key that presses it while the focus is in its row (app/row-keys.ts). */
  rowKey?: string
  onChange: (checked: boolean) => void
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      title={label}
      disabled={disabled}
      data-key={rowKey}
      className={css.switch}
      onClick={(event) => {
        event.stopPropagation()
        onChange(!checked)
      }}
    >
      <span className={css.knob} />
    </button>
  )
}
