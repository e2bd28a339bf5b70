import type { ReactNode } from 'react'
import type { SettingsView } from '../../contract/index.ts'
import { Card } from '../parts/card.tsx'
import { SettingRow } from './setting-row.tsx'
import css from './settings.module.css'

/** Settings that stand together, one row each, in their order. */
export function SettingGroup({ view, keys }: { view: SettingsView; keys: (key: string) => boolean }) {
  const fields = view.fields.filter(({ key }) => keys(key))
  return (
    <Card>
      {fields.map((field) => (
        <SettingRow key={field.key} field={field} />
      ))}
    </Card>
  )
}

/** A row that is no setting of `config.json`: the same looks. */
export function PlainRow({
  title,
  about,
  children,
}: {
  title: ReactNode
  about?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className={css.row}>
      <div className={css.words}>
        <p className={css.title}>{title}</p>
        {about !== undefined && <div className={css.about}>{about}</div>}
      </div>
      {children !== undefined && <div className={css.control}>{children}</div>}
    </div>
  )
}
