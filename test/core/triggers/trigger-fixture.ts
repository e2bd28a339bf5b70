import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { SqliteCallStore } from '../../../adapters/sqlite/sqlite-call-store.ts'
import { SqliteGithubStore } from '../../../adapters/sqlite/sqlite-github-store.ts'
import { SqlitePayloadStore } from '../../../adapters/sqlite/sqlite-payload-store.ts'
import { SqliteTokenStore } from '../../../adapters/sqlite/sqlite-token-store.ts'
import { createVault } from '../../../core/secrets/vault.ts'
import { createCallService } from '../../../core/triggers/call-service.ts'
import type { IncomingCall } from '../../../core/triggers/incoming-call.ts'
import { createTokenService } from '../../../core/triggers/token-service.ts'
import { openRunKitchen } from '../runs/run-kitchen.ts'

/** Tokens and calls on a real database, with the run service of a kitchen. */
export function openTriggerFixture() {
  const kitchen = openRunKitchen()
  const database = kitchen.database
  const tokenStore = new SqliteTokenStore({ database })
  const payloads = new SqlitePayloadStore({ database })
  const calls = new SqliteCallStore({ database })
  const file = { text: null as string | null, writes: 0 }
  const key = randomBytes(32)
  const vault = createVault({
    file: {
      path: '/oven/secrets.json',
      read: () => file.text,
      write(text) {
        file.text = text
        file.writes += 1
      },
    },
    keys: {
      create: async () => ({ key, source: { kind: 'key-file' } }),
      open: async () => key,
      renew: async () => {
        throw new Error('not here')
      },
      describe: () => 'the test',
    },
    installId: 'kitchen',
    clock: kitchen.clock,
    hasActiveRuns: () => false,
  })
  const { changes } = kitchen.deps
  const changed: string[] = []
  onTestFinished(changes.on((change) => void changed.push(change.type)))
  const tokens = createTokenService({
    store: tokenStore,
    vault,
    jobExists: (id) => kitchen.jobs.has(id),
    changes,
    clock: kitchen.clock,
  })
  const service = createCallService({
    calls,
    payloads,
    tokens,
    findJob: (id) => kitchen.jobs.get(id) ?? null,
    findRun: (id) => kitchen.runs.find(id),
    runs: kitchen.service,
    github: new SqliteGithubStore({ database }),
    changes,
    clock: kitchen.clock,
  })
  const call = (more: Partial<IncomingCall> = {}): IncomingCall => ({
    jobId: 'bake',
    from: '127.0.0.1',
    body: null,
    bearer: null,
    isOven: false,
    signature: {},
    idempotencyKey: null,
    deliveryId: null,
    ...more,
  })
  return {
    ...kitchen,
    database,
    tokens,
    tokenStore,
    payloads,
    calls,
    file,
    vault,
    changed,
    callService: service,
    call,
    /** What an HTTP route does with a call. */
    async ask(more: Partial<IncomingCall>) {
      const incoming = call(more)
      return service.fire(incoming, await service.identify(incoming))
    },
  }
}
