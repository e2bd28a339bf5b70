import { FlaskConical, Play, RotateCcw, Square } from 'lucide-react'
import type { Run } from '../../../contract/index.ts'
import { usePageKeys } from '../../app/keyboard.ts'
import { addresses } from '../../app/route.ts'
import { goTo } from '../../app/router.ts'
import { isActive, runTitle } from '../../format/words.ts'
import { useRunJob } from '../../jobs/use-job-actions.ts'
import { Button } from '../../parts/button.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { useRetryRun, useStopRun } from '../use-run-actions.ts'
import css from './run-header.module.css'

/** What can be done with a run: stop it while it bakes, try it again or run its job anew when it is over. */
export function RunActions({ run }: { run: Run }) {
  return isActive(run) ? <StopAction run={run} /> : <AgainActions run={run} />
}

const whatStopDoes =
  'The container is asked to end, and made to after 15 s. What it has committed is kept, and not pushed.'

function StopAction({ run }: { run: Run }) {
  const stop = useStopRun()
  const stopRun = () => stop.mutate(run.id)
  usePageKeys({ s: stopRun })
  const ended = run.state === 'collecting'
  return (
    <span {...tip(ended ? 'It has ended; its results are being collected.' : whatStopDoes)}>
      <Button
        icon={<Square size={13} />}
        busy={stop.isPending || stop.isSuccess}
        disabled={ended}
        onClick={stopRun}
        aria-keyshortcuts="s"
        aria-label={`Stop ${runTitle(run)}`}
      >
        {stop.isSuccess ? 'Stopping' : 'Stop'}
      </Button>
    </span>
  )
}

function AgainActions({ run }: { run: Run }) {
  const again = useRunJob({ open: true })
  const retry = useRetryRun({ onDone: (attempt) => goTo(addresses.run(attempt.id)) })
  const runAgain = () => again.mutate({ id: run.jobId, rehearse: run.rehearsal })
  usePageKeys({ r: runAgain })
  return (
    <span className={css.buttons}>
      {run.outcome !== 'succeeded' && (
        <Button
          icon={<RotateCcw size={13} />}
          busy={retry.isPending}
          onClick={() => retry.mutate(run.id)}
          {...tip(`Tries it once more, as attempt ${run.attempt + 1} of the same piece of work`)}
        >
          Retry
        </Button>
      )}
      <Button
        kind="primary"
        icon={run.rehearsal ? <FlaskConical size={14} /> : <Play size={14} />}
        busy={again.isPending}
        onClick={runAgain}
        aria-keyshortcuts="r"
        {...tip('A new run of the job (R)')}
      >
        {run.rehearsal ? 'Rehearse again' : 'Run again'}
      </Button>
    </span>
  )
}
