import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MessageState, OutboxMessage } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { channelTitle, kindWords, messageStateWords, messageTones } from './channel-words.ts'
import css from './notifications.module.css'

type Shown = 'all' | 'waiting' | 'sent' | 'failed'

const states: Record<Exclude<Shown, 'all'>, MessageState[]> = {
  waiting: ['waiting', 'held'],
  sent: ['sent', 'joined'],
  failed: ['failed'],
}

/** What was sent, what waits and what did not arrive, newest first. */
export function Messages() {
  const { queries } = useOven()
  const [shown, setShown] = useState<Shown>('all')
  const pages = useInfiniteQuery(
    queries.notifications.history.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 10,
        cursor,
        ...(shown !== 'all' && { state: states[shown] }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: (before) => before,
    }),
  )
  return (
    <Section
      title="History"
      aside={
        <SegmentedControl
          label="Which messages"
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: 'All' },
            { value: 'waiting', label: 'Waiting' },
            { value: 'sent', label: 'Sent' },
            { value: 'failed', label: 'Not delivered' },
          ]}
        />
      }
    >
      <Card>
        <QueryState query={pages} lines={3}>
          {({ pages: loaded }) => {
            const messages = loaded.flatMap((page) => page.messages)
            if (messages.length === 0) return <NoMessages shown={shown} />
            return (
              <>
                <ul className={css.channels} aria-label="Messages">
                  {messages.map((message) => (
                    <MessageRow key={message.id} message={message} />
                  ))}
                </ul>
                {pages.hasNextPage && (
                  <div className={css.more}>
                    <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      Show older ones
                    </Button>
                  </div>
                )}
              </>
            )
          }}
        </QueryState>
      </Card>
    </Section>
  )
}

function MessageRow({ message }: { message: OutboxMessage }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => client.notifications.retry({ id: message.id }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: queries.notifications.key() }),
  })
  const { state, kind, title, body, channel, runId, createdAt, nextTryAt, attempts, error } = message
  const waits = state === 'waiting' || state === 'held'
  return (
    <li className={css.message} data-row>
      <OutcomeMark tone={messageTones[state]} size={14} label={messageStateWords[state]} />
      <div className={css.words}>
        <p className={css.name}>{runId === null ? title : <a href={addresses.run(runId)}>{title}</a>}</p>
        {body !== '' && <p className={css.body}>{body}</p>}
        <p className={css.about}>
          {messageStateWords[state]} · {channelTitle({ name: channel })} · {kindWords[kind]} ·{' '}
          <RelativeTime at={createdAt} />
          {attempts > 1 && ` · tried ${attempts} times`}
          {waits && nextTryAt !== null && (
            <>
              {' · next '}
              <RelativeTime at={nextTryAt} />
            </>
          )}
        </p>
        {error !== null && state !== 'sent' && (
          <p className={state === 'failed' ? css.error : css.about}>
            <Sentence text={[error.message, error.hint].filter(Boolean).join(' ')} />
          </p>
        )}
      </div>
      {(waits || state === 'failed') && kind !== 'test' && (
        <div className={css.controls}>
          <Button busy={retry.isPending} aria-label={`Send “${title}” now`} onClick={() => retry.mutate()}>
            {waits ? 'Send now' : 'Send again'}
          </Button>
        </div>
      )}
    </li>
  )
}

function NoMessages({ shown }: { shown: Shown }) {
  if (shown !== 'all') return <EmptyState title="No such messages" />
  return (
    <EmptyState title="No messages yet">
      Each message is kept here with what became of it, and why it did not arrive if it did not.
    </EmptyState>
  )
}
