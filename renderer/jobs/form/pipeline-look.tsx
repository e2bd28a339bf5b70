import type { PipelineProblem, SourcePipeline, SourceProblem } from '../../../contract/index.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { formatDuration } from '../../format/duration.ts'
import { shortModel } from '../../format/words.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { type GraphStage, StageGraph } from '../../parts/stage-graph.tsx'
import css from './pipeline-look.module.css'
import type { Source } from './use-source.ts'

export interface PipelineLookProps {
  source: Source
  /** The pipeline's name as it is written. */
  chosen: string
  onChoose: (pipeline: string) => void
  onBranch: (branch: string) => void
}

/** What the repository says: the chosen pipeline with its stages and faults, or why that cannot be shown. */
export function PipelineLook({ source, chosen, onChoose, onBranch }: PipelineLookProps) {
  if (!source.isAddress) return null
  return (
    <div className={css.look} role="status" aria-busy={isLooking(source)}>
      <Seen source={source} chosen={chosen} onChoose={onChoose} onBranch={onBranch} />
    </div>
  )
}

const isLooking = ({ branches, pipelines }: Source) => branches.isFetching || pipelines.isFetching

function Seen({ source, chosen, onChoose, onBranch }: PipelineLookProps) {
  const { branches, pipelines, asked, isThere } = source
  if (isLooking(source)) return <p className={css.quiet}>Looking into {asked.repo}…</p>
  const again = () => void (branches.data?.state === 'found' && isThere ? pipelines : branches).refetch()
  const failed = branches.error ?? pipelines.error
  if (failed !== null) {
    const { message, hint } = toRefusal(failed)
    return (
      <Trouble
        problem={{
          code: 'other',
          message,
          fixes: hint === null ? [] : [{ description: hint, command: null }],
        }}
        onAgain={again}
      />
    )
  }
  if (branches.data?.state === 'refused') return <Trouble problem={branches.data.problem} onAgain={again} />
  if (branches.data !== undefined && !isThere) {
    const main = branches.data.branches.find(({ isDefault }) => isDefault)
    return (
      <Notice
        tone="attention"
        title={
          branches.data.branches.length === 0
            ? 'This repository has no branches yet.'
            : asked.branch === ''
              ? 'Choose a branch.'
              : `There is no branch “${asked.branch}”.`
        }
        action={main && <Button onClick={() => onBranch(main.name)}>Use {main.name}</Button>}
      />
    )
  }
  if (pipelines.data?.state === 'refused') return <Trouble problem={pipelines.data.problem} onAgain={again} />
  if (pipelines.data === undefined) return null
  const found = pipelines.data.pipelines.find(({ name }) => name === chosen)
  if (found !== undefined) return <Pipeline pipeline={found} commit={pipelines.data.commit} onAgain={again} />
  return (
    <div className={css.others}>
      <p className={chosen === '' ? css.quiet : css.wrong}>
        {chosen === ''
          ? `On ${asked.branch} there are:`
          : `There is no pipeline “${chosen}” on ${asked.branch}. There are:`}
      </p>
      <div className={css.names}>
        {pipelines.data.pipelines.map(({ name }) => (
          <Button key={name} onClick={() => onChoose(name)}>
            {name}
          </Button>
        ))}
      </div>
    </div>
  )
}

function Trouble({ problem, onAgain }: { problem: SourceProblem; onAgain: () => void }) {
  return (
    <Notice
      tone="attention"
      title={problem.message}
      fixes={problem.fixes}
      action={<Button onClick={onAgain}>Try again</Button>}
    />
  )
}

function Pipeline({
  pipeline,
  commit,
  onAgain,
}: {
  pipeline: SourcePipeline
  commit: string
  onAgain: () => void
}) {
  const { description, stages, problems, file } = pipeline
  return (
    <>
      {description !== null && <p>{description}</p>}
      <StageGraph stages={stages.map(graphStage)} label={`Graph of ${pipeline.name}`} />
      {problems.length > 0 && (
        <ul className={css.problems} aria-label="What is wrong with it">
          {problems.map((problem) => (
            <Problem key={problem.message} problem={problem} />
          ))}
        </ul>
      )}
      <p className={css.quiet}>
        {file} at {commit.slice(0, 7)}
        <Button kind="quiet" onClick={onAgain}>
          Look again
        </Button>
      </p>
    </>
  )
}

function Problem({ problem: { level, message, hint } }: { problem: PipelineProblem }) {
  return (
    <li>
      <OutcomeMark
        tone={level === 'error' ? 'failed' : 'attention'}
        label={level === 'error' ? 'Keeps it from running' : 'Worth knowing'}
      />
      <span>
        {message} <span className={css.hint}>{hint}</span>
      </span>
    </li>
  )
}

function graphStage({
  name,
  dependsOn,
  model,
  timeoutSeconds,
  enabled,
}: SourcePipeline['stages'][number]): GraphStage {
  const facts = [
    model !== null && shortModel(model),
    timeoutSeconds !== null && formatDuration(timeoutSeconds * 1000),
    !enabled && 'switched off',
  ]
  const detail = facts.filter(Boolean).join(' · ')
  return {
    name,
    dependsOn,
    ...(detail !== '' && { detail }),
    ...(!enabled && { status: 'skipped' as const }),
  }
}
