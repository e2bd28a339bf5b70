import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { EngineState, EngineView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes, formatNumberOf } from '../../format/quantities.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyCommand } from '../../parts/copy-command.tsx'
import { Notice } from '../../parts/notice.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { PlainRow } from '../setting-group.tsx'
import css from '../settings.module.css'
import { useStartEngine } from '../use-start-engine.ts'

/** While it does not answer it is asked this often, so that one that is started elsewhere is noticed. */
const AGAIN_MS = 5_000

export function EnginePane() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const engine = useQuery(
    queries.engine.show.queryOptions({
      input: {},
      refetchInterval: ({ state }) => (state.data?.state.status === 'up' ? false : AGAIN_MS),
    }),
  )
  const look = async () => {
    queryClient.setQueryData(
      queries.engine.show.queryKey({ input: {} }),
      await client.engine.show({ fresh: true }),
    )
  }
  return (
    <QueryState query={engine} lines={5}>
      {(view) =>
        view.state.status === 'up' ? <Up state={view.state} look={look} /> : <Down view={view} look={look} />
      }
    </QueryState>
  )
}

function Up({ state, look }: { state: Extract<EngineState, { status: 'up' }>; look: () => Promise<void> }) {
  return (
    <Card>
      <PlainRow
        title={
          <>
            <OutcomeMark tone="succeeded" size={13} /> The engine answers
          </>
        }
        about="It is looked at again by itself."
      >
        <Button onClick={() => void look()}>Look again</Button>
      </PlainRow>
      <Fact name="Version">
        {state.version}, API {state.apiVersion}
      </Fact>
      <Fact name="Endpoint">
        <code>{state.endpoint}</code>, found by {state.foundBy}
      </Fact>
      <Fact name="Machine">
        {state.os}, {state.arch}
      </Fact>
      <Fact name="Has">
        {formatNumberOf(state.cpus, 'processor')} and {formatBytes(state.memoryBytes)} of memory
      </Fact>
    </Card>
  )
}

export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={css.fact}>
      <span className={css.factName}>{name}</span>
      <span className={css.factValue}>{children}</span>
    </div>
  )
}

function Down({ view, look }: { view: EngineView; look: () => Promise<void> }) {
  const { start, lines, isStarting, refusal } = useStartEngine()
  const { state, starter, startHint, downSince } = view
  return (
    <>
      <Notice
        tone="failed"
        title={state.status === 'down' ? state.reason : 'The oven has not looked for an engine yet'}
        action={
          starter === null ? (
            <Button onClick={() => void look()}>Look again</Button>
          ) : (
            <Button kind="primary" busy={isStarting} onClick={start}>
              Start {starter.name}
            </Button>
          )
        }
      >
        {downSince !== null && (
          <p>
            It has not answered since <RelativeTime at={downSince} />.
          </p>
        )}
        {state.status === 'down' && state.hint !== null && (
          <p>
            <Sentence text={state.hint} />
          </p>
        )}
        {starter === null && (
          <>
            <p>
              <Sentence text={startHint.description} />
            </p>
            {startHint.command !== null && <CopyCommand command={startHint.command} />}
          </>
        )}
      </Notice>
      {lines.length > 0 && (
        <pre className={css.starting} role="log" aria-label="What the engine’s start says">
          {lines.join('\n')}
        </pre>
      )}
      {refusal !== null && (
        <Notice tone="failed" role="alert" title={refusal.message}>
          {refusal.hint}
        </Notice>
      )}
    </>
  )
}
