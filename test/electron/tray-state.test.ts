import { expect, test } from 'vitest'
import type { OvenServices } from '../../core/oven-services.ts'
import { type CoreState, createCoreHost, type OpenCore } from '../../electron/core-host.ts'
import { createNotices } from '../../electron/notices.ts'
import { followTrayState } from '../../electron/tray-state.ts'
import type { TrayState } from '../../electron/tray-view.ts'

const notices = createNotices({ now: Date.now })

function follow(open: () => Promise<OpenCore<OvenServices>>) {
  const core = createCoreHost<OvenServices>({ open, log: () => {} })
  const states: TrayState[] = []
  followTrayState({
    core,
    notices,
    clientOf: () => {
      throw new Error('no core of this test runs')
    },
    onState: (state) => states.push(state),
    log: () => {},
  })
  return { core, states }
}

test('a failed core is told with its sentence, and without a flicker while it is tried again', async () => {
  const { core, states } = follow(() => Promise.reject(new Error('The disk is full.')))
  await core.start()
  const seen: CoreState<OvenServices>['status'][] = []
  core.watch((state) => seen.push(state.status))
  await core.start()
  expect(seen).toEqual(['failed', 'starting', 'failed'])
  const calm = { pause: null, showsCount: false, activeRuns: [] }
  const failed = { core: 'failed', ...calm, attention: ['The disk is full.'] }
  expect(states).toEqual([{ core: 'starting', ...calm, attention: [] }, failed, failed])
})

test('messages that wait for the window ask for attention until they are dismissed', () => {
  const { states } = follow(() => new Promise(() => {}))
  notices.add({ title: 'nightly #3 failed', body: '', runId: 'r3', jobId: 'nightly' })
  expect(states.at(-1)?.attention).toEqual(['nightly #3 failed'])
  notices.dismiss(1)
  expect(states.at(-1)?.attention).toEqual([])
})
