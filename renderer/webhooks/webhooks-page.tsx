import { useQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { PageHeader } from '../parts/card.tsx'
import { Deliveries } from './deliveries.tsx'
import { GithubCalls } from './github-calls.tsx'
import { ServerNotice } from './server-notice.tsx'
import { Tokens } from './tokens.tsx'
import css from './webhooks.module.css'

/** Calls from outside: where they come in, who may call, and what came of it. */
export function WebhooksPage() {
  const { queries } = useOven()
  const server = useQuery(queries.webhooks.show.queryOptions()).data
  return (
    <>
      <PageHeader
        title="Webhooks"
        below={
          server?.address != null && (
            <>
              <span>Calls come in at {server.address}/api/trigger/…</span>
              <a href={`${server.address}/api.html`} target="_blank" rel="noreferrer">
                Read and try the interface
              </a>
            </>
          )
        }
      />
      <div className={css.stack}>
        {server !== undefined && <ServerNotice server={server} />}
        <Tokens />
        {server !== undefined && <GithubCalls server={server} />}
        <Deliveries />
      </div>
    </>
  )
}
