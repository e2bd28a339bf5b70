import { lazy, Suspense } from 'react'
import { Dashboard } from '../dashboard/dashboard.tsx'
import { JobsPage } from '../jobs/jobs-page.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { RunsPage } from '../runs/runs-page.tsx'
import { addresses, type Route } from './route.ts'

// What is looked at first comes with the window; the rest when it is opened.
const NewJob = lazy(async () => ({ default: (await import('../jobs/job-editor.tsx')).NewJob }))
const EditJob = lazy(async () => ({ default: (await import('../jobs/job-editor.tsx')).EditJob }))
const JobPage = lazy(async () => ({ default: (await import('../jobs/job-page.tsx')).JobPage }))
const RunPage = lazy(async () => ({ default: (await import('../runs/run-page.tsx')).RunPage }))
const SchedulePage = lazy(async () => ({
  default: (await import('../schedule/schedule-page.tsx')).SchedulePage,
}))
const WebhooksPage = lazy(async () => ({
  default: (await import('../webhooks/webhooks-page.tsx')).WebhooksPage,
}))
const CredentialsPage = lazy(async () => ({
  default: (await import('../credentials/credentials-page.tsx')).CredentialsPage,
}))
const SecretsPage = lazy(async () => ({
  default: (await import('../secrets/secrets-page.tsx')).SecretsPage,
}))
const SettingsPage = lazy(async () => ({
  default: (await import('../settings/settings-page.tsx')).SettingsPage,
}))
const FirstRunPage = lazy(async () => ({
  default: (await import('../first-run/first-run-page.tsx')).FirstRunPage,
}))

/** The page that an address names. */
export function Page({ route }: { route: Route }) {
  return (
    <Suspense fallback={null}>
      <Content route={route} />
    </Suspense>
  )
}

function Content({ route }: { route: Route }) {
  switch (route.page) {
    case 'dashboard':
      return <Dashboard />
    case 'jobs':
      return <JobsPage query={route.query} />
    case 'new-job':
      return <NewJob type={route.type} />
    case 'job':
      return <JobPage key={route.id} id={route.id} query={route.query} />
    case 'edit-job':
      return <EditJob id={route.id} />
    case 'runs':
      return <RunsPage query={route.query} />
    case 'run':
      return <RunPage id={route.id} />
    case 'schedule':
      return <SchedulePage query={route.query} />
    case 'webhooks':
      return <WebhooksPage />
    case 'credentials':
      return <CredentialsPage signIn={route.signIn === true} />
    case 'secrets':
      return <SecretsPage />
    case 'settings':
      return <SettingsPage pane={route.pane} />
    case 'first-run':
      return <FirstRunPage />
    default:
      return (
        <>
          <PageHeader title="There is no such page" />
          <Card>
            <EmptyState
              title="This address leads nowhere"
              action={<ButtonLink href={addresses.dashboard}>Go to the dashboard</ButtonLink>}
            >
              It may be of another version of Agent Oven.
            </EmptyState>
          </Card>
        </>
      )
  }
}
