import type { SignInEvent } from '../../contract/index.ts'
import type { OvenClient } from '../connection/client.ts'
import type { TerminalSize } from './terminal-screen.ts'

type Ended = Extract<SignInEvent, { type: 'ended' }>

/** The most that is typed in one call; a paste may be longer. */
const PIECE = 8192
const RESIZE_AFTER_MS = 100

/** A sign-in that runs inside a container, joined to a terminal of the page. */
export interface SignInSession {
  type(text: string): void
  resize(size: TerminalSize): void
  /** Resolves when the program has ended; rejects when it could not begin, the line broke, or it was left. */
  ended: Promise<Ended>
}

/** Begins one. Aborting `signal` ends the program. */
export function startSignIn(options: {
  client: OvenClient
  size: TerminalSize
  onOutput: (bytes: Uint8Array) => void
  signal: AbortSignal
}): SignInSession {
  const { client, size, onOutput, signal } = options
  let session: string | null = null
  let typing: Promise<unknown> = Promise.resolve()
  let latest = size
  let timer: ReturnType<typeof setTimeout> | undefined

  async function follow(): Promise<Ended> {
    const events = await client.auth.signIn({ login: 'claude', ...size }, { signal })
    for await (const event of events) {
      if (event.type === 'started') {
        session = event.session
        if (latest !== size) resize(latest)
      } else if (event.type === 'output') onOutput(bytesOf(event.base64))
      else return event
    }
    throw new Error('The sign-in broke off.')
  }

  function resize(next: TerminalSize): void {
    latest = next
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (session !== null && !signal.aborted) client.auth.resize({ session, ...latest }).catch(() => {})
    }, RESIZE_AFTER_MS)
  }

  const ended = follow().finally(() => {
    clearTimeout(timer)
    session = null
  })
  return {
    ended,
    resize,
    // One call after another: keys must not overtake each other.
    type(text) {
      const to = session
      if (to === null) return
      for (let from = 0; from < text.length; from += PIECE) {
        const piece = text.slice(from, from + PIECE)
        typing = typing.then(() => client.auth.type({ session: to, text: piece })).catch(() => {})
      }
    },
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
