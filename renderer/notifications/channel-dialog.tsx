import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Topic } from '../../contract/notification.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { TextInput } from '../parts/inputs.tsx'
import { ChannelAddressFields } from './channel-address-fields.tsx'
import { type ChannelDraft, faultsOfChannel, writeChannel } from './channel-draft.ts'
import { ChannelSecretField } from './channel-secret-field.tsx'
import { topicWords, typeWords } from './channel-words.ts'
import css from './notifications.module.css'

/** Adds a channel, or changes one. What is secret of it goes in and is never shown again. */
export function ChannelDialog(props: {
  start: ChannelDraft
  isNew: boolean
  taken: readonly string[]
  onSaved: () => void
  onClose: () => void
}) {
  const { start, isNew, taken, onSaved, onClose } = props
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const secrets = useQuery(queries.secrets.list.queryOptions())
  const [draft, setDraft] = useState(start)
  const [tried, setTried] = useState(false)
  const change = (part: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...part }))
  const save = useMutation({
    meta: { showsItsErrors: true },
    // The input holds what is shown nowhere: nothing is to remember it.
    gcTime: 0,
    async mutationFn() {
      const name = draft.name.trim()
      await client.notifications.setChannel({ name, ...writeChannel(draft) })
      // A channel keeps the secret that it had unless that is taken from it by name.
      if (start.secret !== '' && draft.secretFrom === 'none')
        await client.settings.update({
          changes: { notifications: { channels: { [name]: { secret: null } } } },
        })
    },
    onSuccess: () => {
      for (const queryKey of [queries.notifications.key(), queries.secrets.key(), queries.settings.key()])
        void queryClient.invalidateQueries({ queryKey })
      onSaved()
    },
  })
  const local = faultsOfChannel(draft, isNew ? taken : [])
  const refusal = save.error === null ? null : toRefusal(save.error)
  const ofHost = (name: string) =>
    refusal?.fields.find(({ field }) => field.split('.').find((part) => part !== 'channel') === name)?.message
  const errorOf = (name: string) => (tried ? local[name] : undefined) ?? ofHost(name)
  const isPlaced = refusal?.fields.some(({ field }) => field !== '') ?? false
  return (
    <Dialog
      title={isNew ? `Add ${typeWords[draft.type]}` : `Change ${start.name}`}
      size="medium"
      busy={save.isPending}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="channel" busy={save.isPending}>
            {isNew ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        id="channel"
        className={css.fields}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (Object.keys(local).length === 0) save.mutate()
        }}
      >
        {isNew && (
          <Field label="Name" hint="What jobs call it by" error={errorOf('name')}>
            {(input) => (
              <TextInput
                {...input}
                mono
                width="medium"
                value={draft.name}
                onChange={(event) => change({ name: event.target.value })}
              />
            )}
          </Field>
        )}
        <ChannelAddressFields draft={draft} change={change} errorOf={errorOf} />
        <ChannelSecretField
          draft={draft}
          wasNamed={start.secret}
          change={change}
          names={secrets.data?.secrets.map(({ name }) => name) ?? []}
          error={errorOf('value') ?? errorOf('secret')}
        />
        <Topics draft={draft} change={change} />
      </form>
      {refusal !== null && !isPlaced && (
        <p className={css.error} role="alert">
          {[refusal.message, refusal.hint].filter(Boolean).join(' ')}
        </p>
      )}
    </Dialog>
  )
}

function Topics({ draft, change }: { draft: ChannelDraft; change: (part: Partial<ChannelDraft>) => void }) {
  return (
    <>
      <Field label="Gets">
        {(input) => (
          <span className={css.check}>
            <input
              type="checkbox"
              {...input}
              checked={draft.limited}
              onChange={(event) => change({ limited: event.target.checked })}
            />
            <label htmlFor={input.id}>Only certain messages</label>
          </span>
        )}
      </Field>
      {draft.limited && (
        <fieldset className={css.topics} aria-label="Messages it gets">
          {Topic.options.map((topic) => (
            <label key={topic} className={css.check}>
              <input
                type="checkbox"
                checked={draft.on.includes(topic)}
                onChange={(event) => {
                  const others = draft.on.filter((each) => each !== topic)
                  change({ on: event.target.checked ? [...others, topic] : others })
                }}
              />
              {topicWords[topic]}
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}
