import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { GithubAppView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { GithubAppDialog } from './github-app-dialog.tsx'
import css from './github-apps.module.css'
import { RemoveAppDialog } from './remove-app-dialog.tsx'

type Open = { kind: 'set'; app: GithubAppView | null } | { kind: 'remove'; app: GithubAppView } | null

/** The GitHub Apps that jobs may name: added, changed and removed here. */
export function GithubApps() {
  const { queries } = useOven()
  const apps = useQuery(queries.auth.apps.list.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const add = (
    <Button icon={<Plus size={14} />} onClick={() => setOpen({ kind: 'set', app: null })}>
      Add a GitHub App
    </Button>
  )
  return (
    <Section title="GitHub Apps" aside={apps.data !== undefined && apps.data.length > 0 ? add : undefined}>
      <QueryState query={apps}>
        {(list) => (
          <Card className={css.card}>
            {list.length === 0 ? (
              <EmptyState title="No GitHub Apps yet" action={add}>
                Runs of a job that names one as `source.credentials` are handed a token for its repository
                alone, which ends after an hour and is renewed while the run is at work.
              </EmptyState>
            ) : (
              <AppRows
                apps={list}
                onEdit={(app) => setOpen({ kind: 'set', app })}
                onRemove={(app) => setOpen({ kind: 'remove', app })}
              />
            )}
          </Card>
        )}
      </QueryState>
      {open?.kind === 'set' && <GithubAppDialog app={open.app} onClose={close} />}
      {open?.kind === 'remove' && <RemoveAppDialog app={open.app} onClose={close} />}
    </Section>
  )
}

function AppRows({
  apps,
  onEdit,
  onRemove,
}: {
  apps: GithubAppView[]
  onEdit: (app: GithubAppView) => void
  onRemove: (app: GithubAppView) => void
}) {
  return (
    <table className={css.rows}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">App</th>
          <th scope="col">Installation</th>
          <th scope="col">Private key</th>
          <th scope="col">Used by</th>
          <td aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {apps.map((app) => (
          <tr key={app.name}>
            <th scope="row">{app.name}</th>
            <td>
              {app.appId}
              {app.apiUrl !== null && <span className={css.api}>{new URL(app.apiUrl).host}</span>}
            </td>
            <td>{app.installationId}</td>
            <td>
              <a href={addresses.secrets} className={css.mono}>
                {app.privateKey}
              </a>
              {app.hasKey === false && (
                <span className={css.unset}>
                  <OutcomeMark tone="failed" size={12} /> not set
                </span>
              )}
            </td>
            <td>
              {app.usedBy.length === 0 && '–'}
              {app.usedBy.map((id, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <a href={addresses.job(id)}>{id}</a>
                </span>
              ))}
            </td>
            <td className={css.actions}>
              <Button
                kind="quiet"
                aria-label={`Change ${app.name}`}
                icon={<Pencil size={14} />}
                onClick={() => onEdit(app)}
              />
              <Button
                kind="quiet"
                aria-label={`Remove ${app.name}`}
                icon={<Trash2 size={14} />}
                onClick={() => onRemove(app)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
