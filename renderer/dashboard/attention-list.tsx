import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import type { AttentionItem } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { classNames } from '../parts/class-names.ts'
import { CopyCommand } from '../parts/copy-command.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { AttentionAct } from './attention-act.tsx'
import css from './attention-list.module.css'

/** More than this would hide the rest of the page; the others wait behind one button. */
const SHOWN = 4

/** What needs the user, the gravest first: what happened, since when, and the one button that mends it. */
export function AttentionList() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { data } = useQuery(queries.attention.list.queryOptions())
  const [all, setAll] = useState(false)
  const seen = useMutation({
    mutationFn: (ids: string[]) => client.attention.seen({ ids }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queries.attention.key() }),
  })
  const leaving = new Set(seen.isPending ? seen.variables : [])
  const items = (data ?? []).filter((item) => !leaving.has(item.id))
  const dismissible = items.filter((item) => item.dismissible)
  if (items.length === 0) return null
  const shown = all ? items : items.slice(0, SHOWN)
  return (
    <Section
      title="Needs you"
      aside={
        <span className={css.actions}>
          {items.length > shown.length && (
            <Button kind="quiet" onClick={() => setAll(true)}>
              Show all {items.length.toLocaleString('en-US')}
            </Button>
          )}
          {dismissible.length > 1 && (
            <Button kind="quiet" onClick={() => seen.mutate(dismissible.map((item) => item.id))}>
              Dismiss all
            </Button>
          )}
        </span>
      }
    >
      <Card>
        <ul className={css.rows}>
          {shown.map((item) => (
            <AttentionRow key={item.id} item={item} onDismiss={() => seen.mutate([item.id])} />
          ))}
        </ul>
      </Card>
    </Section>
  )
}

function AttentionRow({ item, onDismiss }: { item: AttentionItem; onDismiss: () => void }) {
  // A button that leads to where it is mended says it better than a command out of its place.
  const fix = item.action === null ? item.fixes[0] : undefined
  return (
    <li className={classNames(css.row, css[item.tone])} data-row>
      <OutcomeMark tone={item.tone} size={16} />
      <div className={css.text}>
        <p className={css.title}>
          <Sentence text={item.title} />
          {item.since !== null && (
            <span className={css.since}>
              {' · '}
              <RelativeTime at={item.since} />
            </span>
          )}
        </p>
        {item.detail !== null && (
          <p className={css.detail}>
            <Sentence text={item.detail} />
          </p>
        )}
        {fix !== undefined && (
          <p className={css.fix}>
            <Sentence text={fix.description} />
            {fix.command !== null && <CopyCommand command={fix.command} />}
          </p>
        )}
      </div>
      <div className={css.actions}>
        {item.action !== null && <AttentionAct action={item.action} />}
        {item.dismissible && (
          <Button
            kind="quiet"
            aria-label={`Dismiss: ${item.title}`}
            data-tip="Dismiss"
            icon={<X size={14} />}
            onClick={onDismiss}
          />
        )}
      </div>
    </li>
  )
}
