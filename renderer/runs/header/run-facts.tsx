import type { ReactNode } from 'react'
import type { Run } from '../../../contract/index.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { isActive, triggerWords } from '../../format/words.ts'
import { Money, TokenCount } from '../../parts/amounts.tsx'
import { Duration, RelativeTime } from '../../parts/time.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { repoLinks } from './repo-links.ts'
import css from './run-header.module.css'

/** A run in figures: who asked for it, how long it took, what it used and where its work went. */
export function RunFacts({ run }: { run: Run }) {
  const since = isActive(run) ? (run.startedAt ?? run.queuedAt) : null
  const took = isActive(run) ? (run.startedAt === null ? 'Waiting for' : 'For') : 'Took'
  return (
    <dl className={css.facts}>
      <Fact name={run.startedAt === null && isActive(run) ? 'Queued' : 'Started'}>
        {triggerWords[run.trigger]}, <RelativeTime at={run.startedAt ?? run.queuedAt} />
      </Fact>
      {(run.durationMs !== null || since !== null) && (
        <Fact name={took}>
          <Duration ms={run.durationMs} since={since} />
        </Fact>
      )}
      {run.tokens !== null && (
        <Fact name={run.rehearsal ? 'Tokens, made up' : 'Tokens'}>
          <TokenCount tokens={run.tokens} />
        </Fact>
      )}
      {run.costUsd !== null && <Cost run={run} usd={run.costUsd} />}
      {run.exitCode !== null && run.exitCode !== 0 && <Fact name="Exit code">{run.exitCode}</Fact>}
      {run.changes !== null && run.changes.filesChanged > 0 && (
        <Fact name="Changes">
          {formatNumberOf(run.changes.filesChanged, 'file')}{' '}
          <span className={css.added}>+{run.changes.insertions}</span>{' '}
          <span className={css.removed}>−{run.changes.deletions}</span>
        </Fact>
      )}
      <Sources run={run} />
      {run.pullRequest !== null && (
        <Fact name="Pull request">
          <WebLink href={run.pullRequest.url}>
            {run.pullRequest.number === null ? 'Open' : `#${run.pullRequest.number}`}
          </WebLink>
        </Fact>
      )}
    </dl>
  )
}

function Cost({ run, usd }: { run: Run; usd: number }) {
  const name = run.rehearsal ? 'Price, made up' : 'List price'
  const why = run.costEstimated
    ? 'Worked out from tokens and list prices: no agent has told its own figure for all of it'
    : 'As the agents told it, at list price; a subscription does not pay it'
  return (
    <Fact name={name}>
      {run.costEstimated && <span {...tip(why)}>about </span>}
      <span {...tip(why)}>
        <Money usd={usd} />
      </span>
    </Fact>
  )
}

/** Where the work was read from and where it went, with links where the repository's host is known. */
function Sources({ run }: { run: Run }) {
  if (run.source === null) return null
  const links = repoLinks(run.source.repo)
  const pushed = (name: string) => run.branches.some((branch) => branch.name === name && branch.pushed)
  const last = run.commits.at(-1)
  return (
    <>
      <Fact name="From">
        <code>{run.source.branch}</code>
        {run.source.commit !== null && (
          <>
            {' at '}
            <WebLink href={links?.commit(run.source.commit)}>
              <code {...tip(run.source.commit)}>{run.source.commit.slice(0, 7)}</code>
            </WebLink>
          </>
        )}
      </Fact>
      {run.branches.map((branch) => (
        <Fact key={branch.name} name={branch.pushed ? 'Pushed to' : 'Branch, not pushed'}>
          <WebLink href={pushed(branch.name) ? links?.branch(branch.name) : undefined}>
            <code className={css.branch} {...tip(branch.error ?? branch.name)}>
              {branch.name}
            </code>
          </WebLink>
        </Fact>
      ))}
      {last !== undefined && (
        <Fact name={run.commits.length === 1 ? 'Commit' : `${run.commits.length} commits, the last`}>
          <WebLink href={pushed(last.branch) ? links?.commit(last.sha) : undefined}>
            <code {...tip(last.subject)}>{last.sha.slice(0, 7)}</code>
          </WebLink>
        </Fact>
      )}
    </>
  )
}

function WebLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (href === undefined || !/^https?:\/\//.test(href)) return children
  return (
    <a href={href} target="_blank" rel="noreferrer" className={css.link}>
      {children}
    </a>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
