import { useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { openHttps } from './https-links.ts'
import css from './sign-in-dialog.module.css'
import { startSignIn } from './sign-in-session.ts'

type State =
  | { kind: 'at-work' }
  | { kind: 'ended'; signedIn: boolean; description: string }
  | { kind: 'failed'; message: string; hint: string | null }

/**
 * Signs in to Claude in a terminal: the unmodified program, inside a container. Closing the dialog ends it. `onSignedIn` is
 * called once the login is there.
 */
export function SignInDialog({ onClose, onSignedIn }: { onClose: () => void; onSignedIn: () => void }) {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<State>({ kind: 'at-work' })
  const again = () => {
    setState({ kind: 'at-work' })
    setAttempt(attempt + 1)
  }
  return (
    <Dialog
      title="Sign in to Claude inside containers"
      size="large"
      onClose={onClose}
      actions={
        state.kind === 'at-work' ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <>
            {!(state.kind === 'ended' && state.signedIn) && <Button onClick={again}>Try again</Button>}
            <Button kind="primary" autoFocus onClick={onClose}>
              Done
            </Button>
          </>
        )
      }
    >
      <div className={css.content}>
        <p className={css.muted}>
          This is Claude Code’s own sign-in. Open the address that it shows, then type or paste the code in
          here. The login stays in a volume of the container engine, where runs use it; the oven never copies
          it.
        </p>
        <SignInTerminal
          key={attempt}
          onEnd={(end) => {
            setState(end)
            if (end.kind === 'ended' && end.signedIn) onSignedIn()
          }}
        />
        <Outcome state={state} />
      </div>
    </Dialog>
  )
}

function Outcome({ state }: { state: State }) {
  if (state.kind === 'at-work') return null
  if (state.kind === 'failed') {
    return (
      <Notice tone="failed" title={state.message} role="alert">
        {state.hint}
      </Notice>
    )
  }
  return <Notice tone={state.signedIn ? 'succeeded' : 'attention'} title={state.description} role="status" />
}

function SignInTerminal({ onEnd }: { onEnd: (end: Exclude<State, { kind: 'at-work' }>) => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const place = useRef<HTMLElement>(null)
  const [address, setAddress] = useState<string | null>(null)
  const tell = useRef(onEnd)
  tell.current = onEnd

  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    let close = () => {}

    async function begin(): Promise<void> {
      const { openTerminalScreen } = await import('./terminal-screen.ts')
      if (signal.aborted || place.current === null) return
      const screen = openTerminalScreen(place.current, {
        label: 'Terminal of the sign-in',
        onText: (text) => session.type(text),
        onResize: (size) => session.resize(size),
        onAddresses: (addresses) => setAddress(addresses.at(-1) ?? null),
      })
      close = screen.close
      const session = startSignIn({ client, size: screen.size(), onOutput: screen.write, signal })
      screen.focus()
      const { signedIn, description } = await session.ended
      tell.current({ kind: 'ended', signedIn, description })
    }

    begin()
      .catch((error) => {
        if (signal.aborted) return
        const { message, hint } = toRefusal(error)
        tell.current({ kind: 'failed', message, hint })
      })
      .finally(() => queryClient.invalidateQueries({ queryKey: queries.auth.key() }))
    return () => {
      leaving.abort()
      close()
    }
  }, [client, queries, queryClient])

  return (
    <>
      <section ref={place} className={css.terminal} aria-label="Terminal" />
      {address !== null && (
        <p className={css.address}>
          <Button icon={<ExternalLink size={14} />} onClick={() => openHttps(address)}>
            Open the address
          </Button>
          <span className={css.muted} title={address}>
            {new URL(address).host}
          </span>
        </p>
      )}
    </>
  )
}
