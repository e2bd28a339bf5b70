import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { NewToken, TokenView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { NewTokenDialog } from './new-token-dialog.tsx'
import { ShownValue } from './shown-value.tsx'
import { RegenerateDialog, RevokeDialog } from './token-dialogs.tsx'
import { TokenRows } from './token-rows.tsx'

type Open =
  | { kind: 'new' }
  | { kind: 'shown'; made: NewToken }
  | { kind: 'regenerate' | 'revoke'; token: TokenView }
  | null

/** Tokens and signing secrets, of one job or of all: list, new, regenerate, revoke. */
export function Tokens({ jobId }: { jobId?: string }) {
  const { queries } = useOven()
  const tokens = useQuery(queries.tokens.list.queryOptions({ input: { jobId } }))
  const server = useQuery(queries.webhooks.show.queryOptions()).data
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const show = (made: NewToken) => setOpen({ kind: 'shown', made })
  const choices = (jobs.data ?? [])
    .map(({ job }) => ({ id: job.id, name: job.name }))
    .filter(({ id }) => jobId === undefined || id === jobId)
  return (
    <Section
      title="Who may call"
      aside={
        <Button
          kind={jobId === undefined && server?.enabled ? 'primary' : 'plain'}
          icon={<Plus size={14} />}
          disabled={choices.length === 0}
          onClick={() => setOpen({ kind: 'new' })}
        >
          New token
        </Button>
      }
    >
      <Card>
        <QueryState query={tokens} lines={3}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState title={jobId === undefined ? 'No job can be called' : 'This job cannot be called'}>
                A token lets a program start one job over HTTP, and nothing else; a signing secret does the
                same for senders of signed webhooks. What they send reaches the run as a file.
              </EmptyState>
            ) : (
              <TokenRows
                tokens={list}
                server={server}
                showsJob={jobId === undefined}
                onRegenerate={(token) => setOpen({ kind: 'regenerate', token })}
                onRevoke={(token) => setOpen({ kind: 'revoke', token })}
              />
            )
          }
        </QueryState>
      </Card>
      {open?.kind === 'new' && <NewTokenDialog jobs={choices} onMade={show} onClose={close} />}
      {open?.kind === 'shown' && <ShownValue made={open.made} server={server} onClose={close} />}
      {open?.kind === 'regenerate' && <RegenerateDialog token={open.token} onMade={show} onClose={close} />}
      {open?.kind === 'revoke' && <RevokeDialog token={open.token} onClose={close} />}
    </Section>
  )
}
