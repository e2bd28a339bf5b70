import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ChannelView, OutboxMessage } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Menu } from '../parts/menu.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { channelStateWords, channelTitle, channelTones, topicWords, typeWords } from './channel-words.ts'
import css from './notifications.module.css'

/** One channel: where it leads, how it stands, why nothing arrives if so, and what came of trying it. */
export function ChannelRow({
  view,
  onEdit,
  onRemove,
}: {
  view: ChannelView
  onEdit: () => void
  onRemove: () => void
}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { name, type, target, state, problem, channel } = view
  const refresh = () => {
    for (const queryKey of [queries.notifications.key(), queries.attention.key(), queries.settings.key()])
      void queryClient.invalidateQueries({ queryKey })
  }
  const own = { meta: { showsItsErrors: true }, onSettled: refresh }
  const test = useMutation({ ...own, mutationFn: () => client.notifications.test({ name }) })
  const again = useMutation({ ...own, mutationFn: () => client.notifications.enableAgain({ name }) })
  const turn = useMutation({
    ...own,
    mutationFn: async (enabled: boolean) => {
      if (channel === null) await client.settings.update({ changes: { notifications: { native: enabled } } })
      else await client.notifications.setChannel({ name, channel: { ...channel, enabled } })
    },
  })
  const refused = again.error ?? turn.error
  const title = channelTitle(view)
  // Trying it is how somebody learns that its end is gone: said once.
  const isToldAbove = state === 'dead' && test.data?.state === 'failed'
  return (
    <li className={css.channel} aria-label={title} data-row>
      <div className={css.line}>
        <OutcomeMark tone={channelTones[state]} size={16} label={channelStateWords[state]} />
        <div className={css.words}>
          <p className={css.name}>
            {title} {channel !== null && <Badge>{typeWords[type]}</Badge>}
            {state === 'off' && <Badge>off</Badge>}
          </p>
          <p className={css.about}>{channel === null ? 'Notifications of the system' : target}</p>
          <Facts view={view} />
        </div>
        <div className={css.controls}>
          {state === 'off' ? (
            <Button busy={turn.isPending} onClick={() => turn.mutate(true)}>
              Switch on
            </Button>
          ) : (
            <Button
              data-row-link
              busy={test.isPending}
              disabled={state === 'incomplete'}
              aria-label={`Send a test to ${title}`}
              onClick={() => test.mutate()}
            >
              Send a test
            </Button>
          )}
          <Menu
            label={`More for ${title}`}
            entries={[
              ...(channel === null ? [] : [{ label: 'Change…', onSelect: onEdit }]),
              state === 'off'
                ? { label: 'Switch on', onSelect: () => turn.mutate(true) }
                : { label: 'Switch off', onSelect: () => turn.mutate(false) },
              ...(channel === null ? [] : [null, { label: 'Remove…', danger: true, onSelect: onRemove }]),
            ]}
          />
        </div>
      </div>
      {problem !== null && state !== 'off' && (
        <Notice
          tone={state === 'dead' ? 'failed' : 'attention'}
          title={problem.message}
          action={
            state === 'dead' ? (
              <Button kind="primary" busy={again.isPending} onClick={() => again.mutate()}>
                Enable again
              </Button>
            ) : (
              channel !== null && <Button onClick={onEdit}>Change…</Button>
            )
          }
        >
          <ProblemText problem={problem} />
        </Notice>
      )}
      {refused !== null && <Refused error={refused} />}
      {test.isError && <Refused error={test.error} />}
      {test.data !== undefined && !test.isPending && !isToldAbove && (
        <TestResult message={test.data} title={title} />
      )}
    </li>
  )
}

function Facts({ view: { channel, lastSentAt, waiting, usedBy } }: { view: ChannelView }) {
  const on = channel?.on?.map((topic) => topicWords[topic].toLowerCase())
  return (
    <p className={css.about}>
      {lastSentAt === null ? (
        'Nothing sent yet'
      ) : (
        <>
          Last sent <RelativeTime at={lastSentAt} />
        </>
      )}
      {waiting > 0 && ` · ${formatNumberOf(waiting, 'message')} waiting`}
      {on !== undefined && ` · ${on.length === 0 ? 'gets nothing' : `only ${on.join(', ')}`}`}
      {usedBy.length > 0 && (
        <>
          {' · named by '}
          {usedBy.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <a href={addresses.job(id, { tab: 'settings' })}>{id}</a>
            </span>
          ))}
        </>
      )}
    </p>
  )
}

function ProblemText({ problem }: { problem: NonNullable<ChannelView['problem']> }) {
  return (
    <>
      {problem.hint !== null && <Sentence text={problem.hint} />}
      {problem.at !== null && (
        <>
          {' '}
          Since <RelativeTime at={problem.at} />.
        </>
      )}
    </>
  )
}

function Refused({ error }: { error: unknown }) {
  const { message, hint } = toRefusal(error)
  return (
    <Notice tone="failed" role="alert" title={message}>
      {hint}
    </Notice>
  )
}

function TestResult({ message, title }: { message: OutboxMessage; title: string }) {
  if (message.state === 'failed')
    return (
      <Notice tone="failed" role="alert" title={message.error?.message ?? `The test did not reach ${title}.`}>
        {message.error?.hint}
      </Notice>
    )
  return (
    <Notice tone="succeeded" role="status" title={`The test was sent to ${title}.`}>
      Look whether it arrived.
    </Notice>
  )
}
