import { type ReactNode, useId } from 'react'
import { Controller, type FieldPathByValue, useFormContext } from 'react-hook-form'
import { Combobox, type ComboboxOption } from '../../parts/combobox.tsx'
import { Field } from '../../parts/field.tsx'
import { Select, TextInput, type TextInputProps } from '../../parts/inputs.tsx'
import css from './form-fields.module.css'
import type { JobDraft } from './job-draft.ts'
import type { LengthDraft } from './length-draft.ts'
import { useFault } from './use-fault.ts'

type TextName = FieldPathByValue<JobDraft, string>

interface Labelled {
  label: string
  hint?: ReactNode
}

interface Faulty {
  /** Another field of the job whose faults are shown here, too. */
  faultOf?: string
}

function useEitherFault(name: string, other: string | undefined): string | undefined {
  const [own, further] = [useFault(name), useFault(other ?? name)]
  return own ?? further
}

/** A labelled line of text that stands for a field of the job. */
export function TextField({
  name,
  label,
  hint,
  faultOf,
  onWrite,
  ...input
}: Labelled & Faulty & { name: TextName; onWrite?: (text: string) => void } & Omit<TextInputProps, 'name'>) {
  const { register } = useFormContext<JobDraft>()
  const error = useEitherFault(name, faultOf)
  const onChange = (event: { target: { value: string } }) => onWrite?.(event.target.value)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <TextInput {...described} {...input} {...register(name, { onChange })} />}
    </Field>
  )
}

/** One of a few choices. */
export function SelectField({
  name,
  label,
  hint,
  options,
  faultOf,
  onChoose,
}: Labelled &
  Faulty & {
    name: TextName
    options: readonly (readonly [value: string, title: string])[]
    onChoose?: (value: string) => void
  }) {
  const { register } = useFormContext<JobDraft>()
  const error = useEitherFault(name, faultOf)
  const onChange = (event: { target: { value: string } }) => onChoose?.(event.target.value)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <Select {...described} {...register(name, { onChange })}>
          {options.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** A line of text with suggestions. */
export function SuggestField({
  name,
  label,
  hint,
  options,
  note,
  placeholder,
  mono = true,
}: Labelled & {
  name: TextName
  options: ComboboxOption[]
  note?: string | null
  placeholder?: string
  mono?: boolean
}) {
  const { control } = useFormContext<JobDraft>()
  const error = useFault(name)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <Controller
          control={control}
          name={name}
          render={({ field }) => (
            <Combobox
              {...described}
              mono={mono}
              options={options}
              note={note ?? null}
              placeholder={placeholder ?? ''}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      )}
    </Field>
  )
}

/** Yes or no, with its words beside the box. */
export function CheckField({
  name,
  label,
  hint,
  children,
}: Labelled & { name: FieldPathByValue<JobDraft, boolean>; children: ReactNode }) {
  const { register } = useFormContext<JobDraft>()
  const error = useFault(name)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <span className={css.check}>
          <input type="checkbox" {...described} {...register(name)} />
          <label htmlFor={described.id}>{children}</label>
        </span>
      )}
    </Field>
  )
}

/** A length of time: a number and its unit. */
export function LengthField({
  name,
  label,
  hint,
  placeholder,
  units = ['seconds', 'minutes', 'hours', 'days'],
}: Labelled & {
  name: FieldPathByValue<JobDraft, LengthDraft>
  placeholder?: string
  units?: readonly LengthDraft['unit'][]
}) {
  const { register } = useFormContext<JobDraft>()
  const error = useFault(name)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <span className={css.line}>
          <TextInput
            {...described}
            width="short"
            inputMode="decimal"
            placeholder={placeholder}
            {...register(`${name}.amount`)}
          />
          <Select aria-label={`${label}: unit`} {...register(`${name}.unit`)}>
            {units.map((unit) => (
              <option key={unit} value={unit}>
                {unit}
              </option>
            ))}
          </Select>
        </span>
      )}
    </Field>
  )
}

/** Several inputs under one label. */
export function InputGroup({
  label,
  hint,
  error,
  children,
}: Labelled & { error?: string | undefined; children: ReactNode }) {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in the grid beside its inputs
    <div
      className={css.group}
      role="group"
      aria-labelledby={id}
      aria-describedby={hint ? `${id}-hint` : undefined}
    >
      <span id={id} className={css.label}>
        {label}
      </span>
      <div className={css.inputs}>
        {children}
        {error && (
          <p className={css.error} data-fault="" tabIndex={-1}>
            {error}
          </p>
        )}
        {hint && (
          <p id={`${id}-hint`} className={css.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
