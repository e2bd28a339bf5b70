import { expect, test, vi } from 'vitest'
import { OvenError } from '../../core/errors.ts'
import { type CoreState, createCoreHost, type OpenCore } from '../../electron/core-host.ts'

function coreNamed(services: string) {
  return { services, wake: vi.fn(), close: vi.fn(async () => {}) } satisfies OpenCore<string>
}

const statuses = (seen: CoreState<string>[]) => seen.map((state) => state.status)

test('it starts, is woken, and is closed once', async () => {
  const core = coreNamed('oven')
  const host = createCoreHost({ open: async () => core, log: () => {} })
  const seen: CoreState<string>[] = []
  host.watch((state) => seen.push(state))
  host.wake('resume')
  expect(core.wake).not.toHaveBeenCalled()
  await Promise.all([host.start(), host.start()])
  host.wake('resume')
  expect(core.wake).toHaveBeenCalledExactlyOnceWith('resume')
  await host.close()
  await host.close()
  expect(core.close).toHaveBeenCalledOnce()
  expect(statuses(seen)).toEqual(['starting', 'running', 'closed'])
})

test('a failure is a state with its sentence and hint, and is logged', async () => {
  const refusal = new OvenError('host-running', 'Another oven is already running.', { hint: 'End it first.' })
  const logged: unknown[] = []
  const host = createCoreHost<string>({
    open: () => Promise.reject(refusal),
    log: (_message, error) => logged.push(error),
  })
  await host.start()
  expect(host.state).toEqual({
    status: 'failed',
    message: 'Another oven is already running.',
    hint: 'End it first.',
  })
  await host.start()
  expect(logged).toEqual([refusal])
  await host.close()
})

test('a failed core is tried again when asked', async () => {
  const attempts = [() => Promise.reject(new Error('The disk is full.')), async () => coreNamed('second')]
  const host = createCoreHost({ open: () => attempts.shift()!(), log: () => {} })
  const seen: CoreState<string>[] = []
  await host.start()
  host.watch((state) => seen.push(state))
  await host.start()
  expect(statuses(seen)).toEqual(['failed', 'starting', 'running'])
})

test('closing waits for a core that is still starting', async () => {
  const core = coreNamed('late')
  let finish = (_core: OpenCore<string>) => {}
  const host = createCoreHost<string>({
    open: () => new Promise((resolve) => (finish = resolve)),
    log: () => {},
  })
  void host.start()
  const closing = host.close()
  finish(core)
  await closing
  expect(core.close).toHaveBeenCalledOnce()
})
