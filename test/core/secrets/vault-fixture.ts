import { randomBytes } from 'node:crypto'
import { OvenError } from '../../../core/errors.ts'
import type { KeySource, VaultKeys } from '../../../core/ports/vault-keys.ts'
import { createVault } from '../../../core/secrets/vault.ts'
import { FakeClock } from '../../support/fake-clock.ts'

/** A vault on a text in memory. */
export function openVaultFixture() {
  const clock = new FakeClock()
  const state = {
    text: null as string | null,
    key: null as Buffer | null,
    writes: 0,
    active: false,
    activeRuns: null as string[] | null,
    asked: 0,
  }
  const source: KeySource = { kind: 'key-file' }
  const keys: VaultKeys = {
    async create() {
      state.key ??= randomBytes(32)
      return { key: state.key, source }
    },
    async open() {
      state.asked += 1
      await new Promise((resolve) => setImmediate(resolve))
      if (state.key) return state.key
      throw new OvenError('vault-locked', 'The key is not there.')
    },
    async renew() {
      const next = randomBytes(32)
      return {
        key: next,
        source,
        settle() {
          state.key = next
        },
      }
    },
    describe: () => 'the test',
  }
  const open = (installId = 'one') =>
    createVault({
      file: {
        path: '/oven/secrets.json',
        read: () => state.text,
        write(text) {
          state.text = text
          state.writes += 1
        },
      },
      keys,
      installId,
      clock,
      hasActiveRuns: () => state.active,
      isActive: (runId) => state.activeRuns?.includes(runId) ?? true,
    })
  return { state, clock, open, document: () => JSON.parse(state.text!) }
}
