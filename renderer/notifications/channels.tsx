import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ChannelView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { Menu } from '../parts/menu.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { ChannelDialog } from './channel-dialog.tsx'
import { type ChannelDraft, emptyChannel, type OwnType, readChannel } from './channel-draft.ts'
import { ChannelRow } from './channel-row.tsx'
import { typeWords } from './channel-words.ts'
import css from './notifications.module.css'
import { RemoveChannelDialog } from './remove-channel-dialog.tsx'

type Open =
  | { kind: 'set'; start: ChannelDraft; isNew: boolean }
  | { kind: 'remove'; channel: ChannelView }
  | null

const types: OwnType[] = ['slack', 'discord', 'ntfy', 'webhook', 'email']

/** Where messages go, and whether they arrive there: each can be tried, changed and taken away. */
export function Channels() {
  const { queries } = useOven()
  const channels = useQuery(queries.notifications.channels.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const taken = channels.data?.map(({ name }) => name) ?? []
  const close = () => setOpen(null)
  const edit = (channel: ChannelView) => {
    const start = readChannel(channel)
    if (start !== null) setOpen({ kind: 'set', start, isNew: false })
  }
  return (
    <Section
      title="Channels"
      aside={
        <Menu
          label="Add a channel"
          entries={types.map((type) => ({
            label: typeWords[type],
            onSelect: () => setOpen({ kind: 'set', start: emptyChannel(type, taken), isNew: true }),
          }))}
          trigger={
            <Button icon={<Plus size={14} />} disabled={channels.data === undefined}>
              Add a channel
            </Button>
          }
        />
      }
    >
      <QueryState query={channels} lines={3}>
        {(list) => (
          <Card>
            <ul className={css.channels} aria-label="Channels">
              {list.map((channel) => (
                <ChannelRow
                  key={channel.name}
                  view={channel}
                  onEdit={() => edit(channel)}
                  onRemove={() => setOpen({ kind: 'remove', channel })}
                />
              ))}
            </ul>
            {list.every(({ name }) => name === 'native') && (
              <p className={css.none}>
                Messages can also go to Slack, Discord, a phone by ntfy, a program of yours, or by e-mail.
              </p>
            )}
          </Card>
        )}
      </QueryState>
      {open?.kind === 'set' && (
        <ChannelDialog start={open.start} isNew={open.isNew} taken={taken} onSaved={close} onClose={close} />
      )}
      {open?.kind === 'remove' && <RemoveChannelDialog channel={open.channel} onClose={close} />}
    </Section>
  )
}
