import { RotateCcw } from 'lucide-react'
import { useId } from 'react'
import type { SettingField } from '../../contract/index.ts'
import { Button } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { Sentence } from '../parts/sentence.tsx'
import { SettingControl } from './setting-control.tsx'
import { defaultText } from './setting-words.ts'
import css from './settings.module.css'
import { besideItsField, faultOf, useSaveSetting } from './use-save-setting.ts'

/** One setting: what it is about on the left, how it stands on the right, and what is wrong with it below. */
export function SettingRow({ field }: { field: SettingField }) {
  const saved = useSaveSetting(field)
  const id = useId()
  const wide = field.kind === 'list'
  const ofLine = saved.refusal?.fields.some(({ field: at }) => at.startsWith(`${field.key}.`)) === true
  const fault = ofLine ? undefined : (faultOf(saved.refusal, field.key) ?? problemOf(field))
  const canReset = !field.isDefault || field.problem !== null
  return (
    <div className={classNames(css.row, wide && css.wide)} data-setting={field.key}>
      <div className={css.words}>
        <label htmlFor={`${id}-input`} className={css.title}>
          {field.title}
        </label>
        <p id={`${id}-about`} className={css.about}>
          <Sentence text={field.explanation} />
          {field.kind !== 'boolean' && (
            <>
              {' '}
              Default: <Sentence text={defaultText(field)} />.
            </>
          )}
        </p>
        {fault !== undefined && (
          <p id={`${id}-fault`} className={css.error} role="alert">
            <Sentence text={fault} />
          </p>
        )}
      </div>
      <div className={css.control}>
        {canReset && (
          <Button
            kind="quiet"
            aria-label={`Back to the default of “${field.title}”`}
            icon={<RotateCcw size={13} />}
            onClick={() => saved.save(null)}
          />
        )}
        <SettingControl
          field={field}
          saved={saved}
          input={{
            id: `${id}-input`,
            'aria-describedby': `${id}-about${fault === undefined ? '' : ` ${id}-fault`}`,
            ...(fault !== undefined && { 'aria-invalid': true as const }),
          }}
        />
        {unitShown(field) && <span className={css.unit}>{field.unit}</span>}
      </div>
    </div>
  )
}

function problemOf({ problem }: SettingField): string | undefined {
  return problem === null ? undefined : `In the file: ${besideItsField(problem)} The default holds.`
}

function unitShown({ kind, unit }: SettingField): boolean {
  return unit !== null && (kind === 'number' || kind === 'integer')
}
