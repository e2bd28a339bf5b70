import type { ReactNode } from 'react'
import type { Run } from '../../contract/index.ts'
import { formatBytes, formatNumberOf } from '../format/quantities.ts'
import { formatAbsolute } from '../format/time.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { EgressPart } from './egress-part.tsx'
import css from './run-details.module.css'

/** What came out of a run and what it ran in. */
export function RunDetails({ run }: { run: Run }) {
  return (
    <div className={css.details} role="tabpanel" aria-labelledby="tab-details">
      {run.branches.length > 0 && (
        <Part title="Branches">
          <ul>
            {run.branches.map((branch) => (
              <li key={branch.name} className={css.line}>
                <OutcomeMark
                  tone={branch.error !== null ? 'failed' : branch.pushed ? 'succeeded' : 'waiting'}
                  label={branch.error !== null ? 'Not pushed' : branch.pushed ? 'Pushed' : 'Kept here'}
                  size={12}
                />
                <code>{branch.name}</code>
                <span className={css.muted}>
                  {formatNumberOf(branch.commits, 'commit')}, {branch.pushed ? 'pushed' : 'not pushed'}
                  {branch.error !== null && `: ${branch.error}`}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {run.commits.length > 0 && (
        <Part title="Commits">
          <ul>
            {run.commits.map((commit) => (
              <li key={commit.sha} className={css.line}>
                <code title={commit.sha}>{commit.sha.slice(0, 7)}</code>
                <span>{commit.subject}</span>
                {run.branches.length > 1 && <span className={css.muted}>{commit.branch}</span>}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {run.source !== null && (
        <Part title="Source">
          <dl className={css.pairs}>
            <Pair name="Repository">{run.source.repo}</Pair>
            <Pair name="Branch">{run.source.branch}</Pair>
            <Pair name="Pipeline">{run.source.pipeline}</Pair>
            <Pair name="Commit">{run.source.commit ?? '–'}</Pair>
          </dl>
        </Part>
      )}
      {run.egress !== null && <EgressPart egress={run.egress} />}
      <Part title="Container">
        <dl className={css.pairs}>
          <Pair name="Image">{run.image.reference}</Pair>
          <Pair name="Image id">{run.image.digest ?? run.image.id ?? '–'}</Pair>
          <Pair name="Exit code">{run.exitCode ?? '–'}</Pair>
          <Pair name="Peak memory">
            {run.resources.peakMemoryBytes === null ? '–' : formatBytes(run.resources.peakMemoryBytes)}
          </Pair>
          <Pair name="Processor time">
            {run.resources.cpuSeconds === null ? '–' : `${run.resources.cpuSeconds.toFixed(1)} s`}
          </Pair>
        </dl>
      </Part>
      <Part title="When">
        <dl className={css.pairs}>
          {run.dueAt !== null && <Pair name="Due">{formatAbsolute(run.dueAt)}</Pair>}
          <Pair name="Queued">{formatAbsolute(run.queuedAt)}</Pair>
          <Pair name="Started">{run.startedAt === null ? '–' : formatAbsolute(run.startedAt)}</Pair>
          <Pair name="Finished">{run.finishedAt === null ? '–' : formatAbsolute(run.finishedAt)}</Pair>
          <Pair name="Run id">{run.id}</Pair>
        </dl>
      </Part>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.part} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
