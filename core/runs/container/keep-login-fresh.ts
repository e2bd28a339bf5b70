import { GIT_LOGIN_FILE } from '../../credentials/hand-over-git.ts'
import type { RunCredentials } from '../../ports/credentials.ts'
import type { GrowingMasker } from '../output/growing-masker.ts'
import type { RunDependencies } from '../run-dependencies.ts'

/** After a renewal that failed the next one is tried this much later. */
const AGAIN_MS = 60_000

/** Takes the place of the file in one step: git or gh may be reading it. */
const REPLACE = [
  '/bin/sh',
  '-c',
  `umask 077; cat >"$HOME/${GIT_LOGIN_FILE}.new" && mv "$HOME/${GIT_LOGIN_FILE}.new" "$HOME/${GIT_LOGIN_FILE}"`,
]

/**
 * Gives a run at work a new git login before the one it has ends: over the standard input of a command beside its own,
 * so that it stands nowhere else. The answer ends it.
 */
export function keepLoginFresh(
  { clock, engine }: Pick<RunDependencies, 'clock' | 'engine'>,
  run: {
    containerId: string
    renewal: RunCredentials['renewal']
    masker: GrowingMasker
    /** The host was away: what the run holds may have ended meanwhile. */
    atOnce: boolean
    note: (text: string) => Promise<void>
    /** Keeps what the run is about to be handed, for the next host. */
    remember: (secrets: readonly string[]) => Promise<void>
  },
): () => void {
  const { renewal, containerId, masker, note } = run
  if (!renewal) return () => {}
  let cancel = () => {}
  let isOver = false
  const wait = (ms: number) => {
    if (!isOver) cancel = clock.after(ms, () => void renew())
  }

  async function renew(): Promise<void> {
    try {
      const { bytes, secrets } = await renewal!.renew()
      masker.add(secrets)
      await run.remember(secrets)
      const exitCode = await engine.feedCommand(containerId, {
        command: REPLACE,
        user: '1000:1000',
        stdin: bytes,
      })
      if (exitCode !== 0) throw new Error(`the container did not take it (exit code ${exitCode})`)
      wait(renewal!.everyMs)
    } catch (error) {
      if (isOver) return
      await note(`The run's git login could not be renewed: ${(error as Error).message}`)
      wait(AGAIN_MS)
    }
  }

  if (run.atOnce) void renew()
  else wait(renewal.everyMs)
  return () => {
    isOver = true
    cancel()
  }
}
