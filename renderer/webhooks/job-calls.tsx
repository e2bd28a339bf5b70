import { useQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { Deliveries } from './deliveries.tsx'
import { ServerNotice } from './server-notice.tsx'
import { Tokens } from './tokens.tsx'
import css from './webhooks.module.css'

/** For a job's page: who may call it from outside, and its newest calls. */
export function JobCalls({ jobId }: { jobId: string }) {
  const { queries } = useOven()
  const server = useQuery(queries.webhooks.show.queryOptions()).data
  return (
    <div className={css.stack}>
      {server !== undefined && <ServerNotice server={server} />}
      <Tokens jobId={jobId} />
      <Deliveries jobId={jobId} atOnce={5} />
    </div>
  )
}
