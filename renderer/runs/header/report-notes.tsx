import { useQuery } from '@tanstack/react-query'
import type { Run, RunReport } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { isActive } from '../../format/words.ts'
import { Sentence } from '../../parts/sentence.tsx'
import css from './run-header.module.css'

const names: Record<RunReport['kind'], string> = { comment: 'a comment', status: 'the status of the commit' }

/** GitHub is told in the host's own time, without a word to the window. */
const AGAIN_MS = 5000

/** What GitHub was told of the run, where, or why not. Nothing for runs that it is not told of. */
export function ReportNotes({ run }: { run: Run }) {
  const { queries } = useOven()
  const options = queries.runs.reports.queryOptions({ input: { runId: run.id } })
  const { data: reports = [] } = useQuery({
    ...options,
    queryKey: [...options.queryKey, run.state],
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state === 'waiting') || (data?.length && isActive(run)) ? AGAIN_MS : false,
  })
  if (reports.length === 0) return null
  return (
    <ul className={css.notes} aria-label="On GitHub">
      {reports.map((report) => (
        <li key={report.kind}>
          <ReportNote {...report} />
        </li>
      ))}
    </ul>
  )
}

function ReportNote({ kind, repo, url, state, problem }: RunReport) {
  const where =
    url === null ? (
      <>
        {names[kind]} in {repo}
      </>
    ) : (
      <a className={css.link} href={url} target="_blank" rel="noreferrer">
        {names[kind]} in {repo}
      </a>
    )
  if (state === 'told') return <>GitHub was told: {where}.</>
  return (
    <>
      {state === 'waiting' ? 'GitHub is still to be told' : 'GitHub was not told'}: {where}.
      {problem !== null && (
        <>
          {' '}
          <Sentence text={problem.message} />
        </>
      )}
    </>
  )
}
