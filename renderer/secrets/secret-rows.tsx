import { RefreshCw, Trash2 } from 'lucide-react'
import type { SecretView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './secret-rows.module.css'

export interface SecretRowsProps {
  secrets: SecretView[]
  onReplace: (secret: SecretView) => void
  onRemove: (secret: SecretView) => void
}

/** Secrets, one line each: all that may be known of them. */
export function SecretRows({ secrets, onReplace, onRemove }: SecretRowsProps) {
  return (
    <table className={css.rows}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Set</th>
          <th scope="col">Last used</th>
          <th scope="col">Used by</th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {secrets.map((secret) => (
          <tr key={secret.name}>
            <th scope="row" className={css.name}>
              {secret.name}
            </th>
            <td className={secret.fault === null ? css.value : css.fault}>
              {secret.fault ?? `••••${secret.ending ?? ''}`}
            </td>
            <td>
              <RelativeTime at={secret.setAt} />
            </td>
            <td>{secret.lastUsedAt === null ? 'never' : <RelativeTime at={secret.lastUsedAt} />}</td>
            <td className={css.users}>
              {secret.usedBy.length === 0 && '–'}
              {secret.usedBy.map((id, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <a href={addresses.job(id)}>{id}</a>
                </span>
              ))}
            </td>
            <td className={css.actions}>
              <Button
                kind="quiet"
                aria-label={`Replace ${secret.name}`}
                icon={<RefreshCw size={14} />}
                onClick={() => onReplace(secret)}
              />
              <Button
                kind="quiet"
                aria-label={`Remove ${secret.name}`}
                icon={<Trash2 size={14} />}
                onClick={() => onRemove(secret)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
