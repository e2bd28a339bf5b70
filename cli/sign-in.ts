import type { SignInEvent } from '../contract/index.ts'
import type { OvenClient } from './connect.ts'
import { wrongUse } from './failure.ts'
import type { Screen } from './print/screen.ts'

type Ended = Extract<SignInEvent, { type: 'ended' }>

/**
 * Joins this terminal to a sign-in's: keys go there as they are typed, and what it shows comes here unchanged. Ctrl-C is
 * a key like any other and ends the program there.
 */
export async function signInWithTerminal(client: OvenClient, login: string, screen: Screen): Promise<Ended> {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) {
    throw wrongUse(
      'Signing in needs a terminal: it shows an address and asks for a code.',
      'Type the command into one.',
    )
  }
  const events = await client.auth.signIn({
    login: login as 'claude',
    columns: Math.max(20, stdout.columns),
    rows: Math.max(5, stdout.rows),
  })
  let session: string | null = null
  let typing: Promise<unknown> = Promise.resolve()
  // One after another: keys must not overtake each other.
  const onKeys = (bytes: Buffer) => {
    const text = bytes.toString('utf8')
    const to = session
    if (to !== null) typing = typing.then(() => client.auth.type({ session: to, text })).catch(() => {})
  }
  const onResize = () => {
    if (session === null) return
    const size = { columns: Math.max(20, stdout.columns), rows: Math.max(5, stdout.rows) }
    void client.auth.resize({ session, ...size }).catch(() => {})
  }
  screen.line('Preparing the container; `claude auth login` begins in a moment.')
  stdin.setRawMode(true)
  stdin.on('data', onKeys)
  stdout.on('resize', onResize)
  try {
    for await (const event of events) {
      if (event.type === 'started') session = event.session
      else if (event.type === 'output') stdout.write(Buffer.from(event.base64, 'base64'))
      else return event
    }
    throw wrongUse('The sign-in broke off.', 'Try again.')
  } finally {
    stdin.off('data', onKeys)
    stdout.off('resize', onResize)
    stdin.setRawMode(false)
    stdin.pause()
  }
}
