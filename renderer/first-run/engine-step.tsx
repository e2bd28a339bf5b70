import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EngineView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { type Refusal, toRefusal } from '../connection/refusal.ts'
import { formatBytes, formatNumberOf } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { Sentence } from '../parts/sentence.tsx'
import css from './first-run-page.module.css'

/** Looked at again this often while it does not answer, so that starting it elsewhere is noticed. */
const AGAIN_MS = 3000

export function useEngineView() {
  const { queries } = useOven()
  return useQuery(
    queries.engine.show.queryOptions({
      input: { fresh: true },
      refetchInterval: ({ state }) => (state.data?.state.status === 'up' ? false : AGAIN_MS),
    }),
  )
}

/** Is there a container engine? Where the oven can start one it does; else it says how. */
export function EngineStep() {
  const view = useEngineView()
  return (
    <>
      <p className={css.lead}>
        Every run bakes in a container of its own. For that the oven needs an engine: Docker, Colima,
        OrbStack, Rancher Desktop or Podman.
      </p>
      <QueryState query={view} lines={2}>
        {(data) =>
          data.state.status === 'up' ? <EngineUp state={data.state} /> : <EngineDown view={data} />
        }
      </QueryState>
    </>
  )
}

function EngineUp({ state }: { state: Extract<EngineView['state'], { status: 'up' }> }) {
  return (
    <div className={css.state}>
      <OutcomeMark tone="succeeded" size={16} />
      <div>
        <p>Docker {state.version} answers.</p>
        <p className={css.detail}>
          {formatNumberOf(state.cpus, 'processor')}, {formatBytes(state.memoryBytes)} of memory, at{' '}
          {state.endpoint}
        </p>
      </div>
    </div>
  )
}

function EngineDown({ view }: { view: EngineView }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const [line, setLine] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const { state, starter, startHint } = view

  async function start(): Promise<void> {
    setRefusal(null)
    setLine('Starting…')
    try {
      for await (const { text } of await client.engine.start()) setLine(text)
    } catch (error) {
      setRefusal(toRefusal(error))
    }
    setLine(null)
    void queryClient.invalidateQueries({ queryKey: queries.engine.key() })
    void queryClient.invalidateQueries({ queryKey: queries.status.key() })
  }

  return (
    <Notice
      tone="attention"
      title={state.status === 'down' ? state.reason : 'The oven is looking for an engine'}
      action={
        starter !== null && (
          <Button kind="primary" busy={line !== null} onClick={() => void start()}>
            Start {starter.name}
          </Button>
        )
      }
    >
      {line !== null && <p className={css.log}>{line}</p>}
      {refusal !== null && (
        <p role="alert">
          <Sentence text={[refusal.message, refusal.hint].filter(Boolean).join(' ')} />
        </p>
      )}
      {starter === null && (
        <div className={css.fix}>
          <p>
            <Sentence text={startHint.description} />
          </p>
          {startHint.command !== null && <CopyCommand command={startHint.command} />}
        </div>
      )}
      <p>The oven looks again every few seconds and goes on by itself.</p>
    </Notice>
  )
}
