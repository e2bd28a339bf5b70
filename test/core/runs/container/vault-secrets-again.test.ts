import { expect, test } from 'vitest'
import type { DockerJob, Run } from '../../../../contract/index.ts'
import { vaultSecretsAgain } from '../../../../core/runs/container/vault-secrets-again.ts'
import type { StopRequest } from '../../../../core/runs/run-session.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

const run = (state: string) => ({ jobName: 'Nightly', number: 7, state }) as unknown as Run
const job = (secrets?: string[]) => ({ id: 'nightly', secrets }) as unknown as DockerJob

function fixture() {
  const clock = new FakeClock()
  const warnings: string[] = []
  const state = { locked: true, asked: 0, remembers: false }
  const stop = new AbortController()
  const leave = new AbortController()
  const deps = {
    clock,
    vault: {
      read: async () => ({}),
      remember: async () => {},
      remembers: () => state.remembers,
      forget: async () => {},
      async everything() {
        state.asked += 1
        if (state.locked) throw new Error('The key is not there.')
        return ['a value', 'a replaced value']
      },
    },
    onWarning: (sentence: string) => void warnings.push(sentence),
  }
  const request: StopRequest = { cause: null, signal: stop.signal, leave: leave.signal }
  return { clock, warnings, state, stop, leave, deps, request }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

test('a run is taken up once its secrets open, and the user told once why it is not', async () => {
  const { clock, warnings, state, deps, request } = fixture()
  let found: string[] | null = null
  const waiting = vaultSecretsAgain(deps, run('running'), job(['TOKEN']), request).then((all) => {
    found = all
  })
  for (let count = 0; count < 3; count += 1) {
    await settle()
    clock.advance(30_000)
  }
  await settle()
  expect({ found, asked: state.asked }).toEqual({ found: null, asked: 4 })
  expect(warnings).toEqual(['Nightly #7 is not taken up before its secrets open: The key is not there.'])
  state.locked = false
  clock.advance(30_000)
  await waiting
  expect(found).toEqual(['a value', 'a replaced value'])
})

test('a run whose job was removed meanwhile is waited for as well', async () => {
  const { state, deps, request, stop } = fixture()
  const waiting = vaultSecretsAgain(deps, run('running'), null, request)
  await settle()
  expect(state.asked).toBe(1)
  stop.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
})

test('the waiting ends when the host goes', async () => {
  const { deps, request, leave } = fixture()
  const waiting = vaultSecretsAgain(deps, run('collecting'), job(['TOKEN']), request)
  await settle()
  leave.abort(new Error('the host is going'))
  await expect(waiting).rejects.toThrow('the host is going')
})

test('a run that was handed a login which is kept for it is waited for, too', async () => {
  const { state, deps, request, stop } = fixture()
  state.remembers = true
  const waiting = vaultSecretsAgain(deps, run('running'), job(), request)
  await settle()
  stop.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
})

test.each([
  ['that was handed none', run('running'), job()],
  ['that has not begun', run('queued'), job(['TOKEN'])],
])('a run %s does not wait', async (_, waiting, own) => {
  const { deps, request, warnings } = fixture()
  expect(await vaultSecretsAgain(deps, waiting, own, request)).toEqual([])
  expect(warnings).toEqual([])
})
