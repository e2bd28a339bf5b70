import { TextArea } from '../../parts/inputs.tsx'
import css from './job-json.module.css'
import { HIDDEN } from './json-view.ts'

/** The whole job as text, for what the form has no input for. */
export function JobJson(props: { text: string; error: string | null; onChange: (text: string) => void }) {
  return (
    <div className={css.json}>
      <TextArea
        aria-label="The job as JSON"
        aria-invalid={props.error !== null || undefined}
        className={css.text}
        value={props.text}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.error !== null && (
        <p className={css.error} role="alert">
          {props.error}
        </p>
      )}
      {props.text.includes(HIDDEN) && (
        <p className={css.hint}>
          Values that look like keys are not shown; “{HIDDEN}” keeps them as they are.
        </p>
      )}
    </div>
  )
}
