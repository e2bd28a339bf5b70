import { useSyncExternalStore } from 'react'
import { DesktopNotices } from '../desktop/desktop-notices.tsx'
import { Button } from '../parts/button.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { FullPage } from '../parts/full-page.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { Popover } from '../popover/popover.tsx'
import { useOven } from './oven-context.ts'
import { useRoute } from './router.ts'
import { SeenRun } from './seen-run.tsx'
import { Shell } from './shell.tsx'

/** The window: one page that says why there is nothing to show, or the shell with its pages. */
export function App() {
  const { connection } = useOven()
  const state = useSyncExternalStore(connection.state.subscribe, connection.state.get)
  const route = useRoute()
  switch (state.kind) {
    case 'connecting':
      return <Connecting />
    case 'signed-out':
      return <SignedOut />
    case 'failed':
      return <CoreFailed message={state.message} hint={state.hint} />
    default:
      if (route.page === 'popover') return <Popover />
      return (
        <>
          <DesktopNotices />
          {route.page === 'run' && <SeenRun id={route.id} />}
          <Shell route={route} state={state} />
        </>
      )
  }
}

function Connecting() {
  return (
    <FullPage title="Agent Oven">
      <p role="status">Connecting to the oven…</p>
    </FullPage>
  )
}

function SignedOut() {
  return (
    <FullPage title="This window is not signed in">
      <p>
        The address that opens a window works one time only. Ask the oven for a fresh one, on the machine
        where it runs:
      </p>
      <CopyCommand command="oven open" />
      <p>Then open that address here. Nothing is lost: jobs and runs go on without this window.</p>
    </FullPage>
  )
}

function CoreFailed({ message, hint }: { message: string; hint: string | null }) {
  const { connection } = useOven()
  return (
    <FullPage title="The oven could not start">
      <p>
        <Sentence text={message} />
      </p>
      {hint !== null && (
        <p>
          <Sentence text={hint} />
        </p>
      )}
      <Button kind="primary" onClick={connection.retryNow}>
        Try again
      </Button>
    </FullPage>
  )
}
