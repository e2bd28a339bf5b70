import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../contract/index.ts'
import type { Need } from './command.ts'
import { Failure, toFailure } from './failure.ts'
import { findHost, type Host, ovenFolder } from './find-host.ts'

export type OvenClient = ContractRouterClient<typeof contract>

export interface Connection {
  client: OvenClient
  /** The host that answers, or `null` when the oven is open in this process. */
  host: Host | null
  close(): Promise<void>
}

/** How long a command waits for another one that holds the folder without listening. */
const LOCK_PATIENCE_MS = 10_000
const LOCK_ROUND_MS = 200

/**
 * Reaches the oven: the running host over HTTP, or, when there is none, one opened in this process for as long as the
 * command takes. Throws a failure with exit code 3 when neither can be had.
 */
export async function connectOven(options: {
  env: NodeJS.ProcessEnv
  need: Need
  onWarning: (sentence: string) => void
}): Promise<Connection> {
  const folder = ovenFolder(options.env)
  const until = Date.now() + LOCK_PATIENCE_MS
  for (;;) {
    const host = await findHost(folder)
    if (host) return remote(host)
    try {
      const { openLocal } = await import('./local-oven.ts')
      const local = await openLocal({ ...options, folder, waitForLockMs: LOCK_ROUND_MS })
      return { ...local, host: null }
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'host-running') throw error
      if (Date.now() > until) throw noHost(error)
    }
  }
}

async function remote(host: Host): Promise<Connection> {
  const { createHostClient } = await import('./host-client.ts')
  return { client: createHostClient(host), host, close: async () => {} }
}

function noHost(error: unknown): Failure {
  const { message, hint } = toFailure(error)
  return new Failure({ exitCode: 3, code: 'NO_HOST', message, hint, cause: error })
}
