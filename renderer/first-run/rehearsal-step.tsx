import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Run } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { rememberWelcomed } from '../app/use-welcome.ts'
import { toRefusal } from '../connection/refusal.ts'
import { isActive, runTitle, runTone, runWords } from '../format/words.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Duration } from '../parts/time.tsx'
import { useToasts } from '../parts/toasts.tsx'
import { StageList } from '../runs/stages/stage-list.tsx'
import { useRun } from '../runs/use-run.ts'
import css from './first-run-page.module.css'
import { OwnRepository } from './own-repository.tsx'
import { type RehearsalSource, useLastRehearsal, useStartRehearsal } from './use-rehearsal.ts'

/** Every night at two, when nobody waits for an answer. */
const NIGHTLY = { type: 'cron', cron: '0 2 * * *' } as const
const SAMPLE_JOB = 'first-rehearsal'

/** Bakes a rehearsal before the user's eyes: of a small sample, or of a pipeline of their own. */
export function RehearsalStep({ ready, onBuild }: { ready: boolean; onBuild: () => void }) {
  const { client } = useOven()
  const [kind, setKind] = useState<'sample' | 'own'>('sample')
  const last = useLastRehearsal()
  const [again, setAgain] = useState(false)
  const start = useStartRehearsal()
  const sample = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: async () => {
      const made = await client.samples.make()
      setAgain(false)
      return start.mutateAsync({ ...made, isSample: true })
    },
  })
  const bake = (source: RehearsalSource) => {
    setAgain(false)
    start.mutate(source)
  }
  const shown = again ? null : (start.data ?? last.data ?? null)
  const error = start.error ?? sample.error
  if (shown !== null)
    return (
      <Baking
        runId={shown.id}
        sample={shown.jobId === SAMPLE_JOB}
        onAgain={(next = kind) => {
          setKind(next)
          setAgain(true)
        }}
      />
    )
  return (
    <>
      <p className={css.lead}>
        A rehearsal plays the real stages of a pipeline in their real order, in a real container, without
        calling a model: it costs nothing and takes seconds.
      </p>
      <SegmentedControl
        label="What to rehearse"
        value={kind}
        options={[
          { value: 'sample', label: 'A small sample' },
          { value: 'own', label: 'A repository of mine' },
        ]}
        onChange={setKind}
      />
      {!ready && (
        <Notice
          tone="attention"
          title="The image for rehearsals is not built yet"
          action={<Button onClick={onBuild}>To the image</Button>}
        >
          It is built on the way, which takes a few minutes longer.
        </Notice>
      )}
      {kind === 'sample' ? (
        <div className={css.row}>
          <Button kind="primary" busy={sample.isPending || start.isPending} onClick={() => sample.mutate()}>
            Bake the sample
          </Button>
          <span className={css.detail}>A tea shop with a nightly review of four stages.</span>
        </div>
      ) : (
        <OwnRepository busy={start.isPending} onBake={bake} />
      )}
      {error !== null && (
        <Notice tone="failed" role="alert" title={toRefusal(error).message}>
          {toRefusal(error).hint}
        </Notice>
      )}
    </>
  )
}

function Baking({
  runId,
  sample,
  onAgain,
}: {
  runId: string
  sample: boolean
  onAgain: (kind?: 'sample' | 'own') => void
}) {
  const { data: run } = useRun(runId)
  if (run === undefined) return <Skeleton lines={4} />
  const active = isActive(run)
  return (
    <>
      <div className={css.baking}>
        <p className={css.bakingHead} role="status">
          <OutcomeMark tone={runTone(run)} size={16} />
          {active ? `${runWords(run)}: ${runTitle(run)}` : `${runTitle(run)} ${runWords(run).toLowerCase()}`}
          <span className={css.detail}>
            <Duration ms={run.durationMs} since={active ? (run.startedAt ?? run.queuedAt) : null} />
          </span>
        </p>
        {run.stages.length > 0 ? (
          <StageList stages={run.stages} />
        ) : (
          active && <p className={css.log}>{run.progress ?? 'Waiting for the stages…'}</p>
        )}
        {active && <LastWords run={run} />}
        {run.error !== null && (
          <p>
            <Sentence text={[run.error.message, run.error.hint].filter(Boolean).join(' ')} />
          </p>
        )}
      </div>
      {!active && <Afterwards run={run} sample={sample} onAgain={onAgain} />}
    </>
  )
}

function LastWords({ run }: { run: Run }) {
  const words = run.stages.findLast(
    (stage) => stage.status === 'running' && stage.lastText !== null,
  )?.lastText
  return words == null ? null : <p className={css.words}>“{words}”</p>
}

function Afterwards({
  run,
  sample,
  onAgain,
}: {
  run: Run
  sample: boolean
  onAgain: (kind?: 'sample' | 'own') => void
}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const nightly = useMutation({
    mutationFn: () => client.jobs.update({ id: run.jobId, changes: { schedule: NIGHTLY, enabled: true } }),
    onSuccess: ({ job, scheduleText }) => {
      rememberWelcomed()
      toasts.show({
        tone: 'succeeded',
        message: `${job.name} bakes ${scheduleText} from now on.`,
        action: {
          label: 'Undo',
          act: () => void client.jobs.update({ id: job.id, changes: { schedule: { type: 'manual' } } }),
        },
      })
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
      goTo(addresses.editJob(run.jobId))
    },
  })
  const worked = run.outcome === 'succeeded'
  return (
    <>
      <p className={css.lead}>
        {worked
          ? sample
            ? 'That is what a night looks like. Now the same with a pipeline of yours.'
            : 'It bakes. Make it nightly and look over the rest of its settings.'
          : 'Its page says what each stage did, and the log of the whole.'}
      </p>
      <div className={css.row}>
        {worked && sample && (
          <Button kind="primary" onClick={() => onAgain('own')}>
            Now a pipeline of mine
          </Button>
        )}
        {worked && !sample && (
          <Button kind="primary" busy={nightly.isPending} onClick={() => nightly.mutate()}>
            Make it nightly
          </Button>
        )}
        <ButtonLink href={addresses.run(run.id)}>Look at the run</ButtonLink>
        <Button onClick={() => onAgain()}>Rehearse another</Button>
      </div>
    </>
  )
}
