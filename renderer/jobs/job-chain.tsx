import { useQuery } from '@tanstack/react-query'
import type { ChainLink, Job } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { chainCauseWords, outcomeWords } from '../format/words.ts'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './job-page.module.css'

/** What a job that follows another made of the ends of that one's runs. */
export function JobChain({ job }: { job: Job & { after: NonNullable<Job['after']> } }) {
  const { queries } = useOven()
  const links = useQuery(queries.chains.list.queryOptions({ input: { jobId: job.id, limit: 20 } }))
  return (
    <Section title={`After ${job.after.job}`}>
      <Card>
        <QueryState query={links} lines={3}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState title="Nothing was followed yet">
                When a run of {job.after.job} ends as {job.after.on.join(' or ')}, what came of it is listed
                here.
              </EmptyState>
            ) : (
              <ul className={css.due} aria-label={`What came of runs of ${job.after.job}`}>
                {list.map((link) => (
                  <Link key={link.parent.id} link={link} />
                ))}
              </ul>
            )
          }
        </QueryState>
      </Card>
    </Section>
  )
}

function Link({ link: { at, parent, run, cause } }: { link: ChainLink }) {
  return (
    <li>
      <span>
        <a href={addresses.run(parent.id)}>
          {parent.jobId} #{parent.number}
        </a>{' '}
        {parent.outcome !== null && outcomeWords[parent.outcome].toLowerCase()}
      </span>
      <span>
        {run === null ? (
          `Skipped${cause === null ? '' : `: ${chainCauseWords[cause]}`}`
        ) : (
          <>
            Followed by <a href={addresses.run(run.id)}>#{run.number}</a>
          </>
        )}
      </span>
      <RelativeTime at={at} />
    </li>
  )
}
