import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describePause, type TrayState, type TrayView, viewTray } from '../../electron/tray-view.ts'

const view = (state: Partial<TrayState>) =>
  viewTray({ core: 'running', activeRuns: [], attention: [], pause: null, showsCount: false, ...state })

test('an idle oven says that nothing is baking', () => {
  expect(view({ core: 'running', activeRuns: [], attention: [] })).toEqual({
    icon: 'trayTemplate',
    tooltip: 'Agent Oven\nNothing is baking',
    title: '',
  })
})

test('one run is named, several are counted', () => {
  const one = view({ core: 'running', activeRuns: ['nightly #47'], attention: [] })
  expect(one).toEqual({ icon: 'trayBakingTemplate', tooltip: 'Agent Oven\nBaking nightly #47', title: '' })
  const three = view({ core: 'running', activeRuns: ['a #1', 'b #2', 'c #3'], attention: [] })
  expect(three.tooltip).toBe('Agent Oven\nBaking 3 runs')
})

test('what needs the user comes before what is baking, and both are said', () => {
  const seen = view({ core: 'running', activeRuns: ['a #1'], attention: ['nightly #46 failed'] })
  expect(seen).toEqual({
    icon: 'trayAttentionTemplate',
    tooltip: 'Agent Oven\nnightly #46 failed\nBaking a #1',
    title: '',
  })
})

test('more than three things that need the user are summed up', () => {
  const { tooltip } = view({ core: 'running', activeRuns: [], attention: ['1', '2', '3', '4', '5'] })
  expect(tooltip).toBe('Agent Oven\n1\n2\n3\nand 2 more')
})

test('a core that failed needs the user, one that starts does not', () => {
  expect(view({ core: 'failed', activeRuns: [], attention: [] }).icon).toBe('trayAttentionTemplate')
  expect(view({ core: 'starting', activeRuns: [], attention: [] })).toEqual({
    icon: 'trayTemplate',
    tooltip: 'Agent Oven\nStarting',
    title: '',
  })
})

test('every icon it names is drawn, plain and for dense screens', () => {
  const names: TrayView['icon'][] = ['trayTemplate', 'trayBakingTemplate', 'trayAttentionTemplate']
  for (const name of names)
    for (const file of [`${name}.png`, `${name}@2x.png`])
      expect(existsSync(join(import.meta.dirname, '../../build/icons/tray', file)), file).toBe(true)
})

test('the number of runs stands beside the icon where that is wanted, and only while there are some', () => {
  expect(view({ showsCount: true }).title).toBe('')
  expect(view({ showsCount: true, activeRuns: ['a #1', 'b #2'] }).title).toBe('2')
})

test('a pause is said last', () => {
  const pause = { since: '2026-01-01T00:00:00Z', until: null }
  expect(view({ pause, activeRuns: ['a #1'] }).tooltip).toBe('Agent Oven\nBaking a #1\nSchedules are paused')
})

test('the end of a pause is told with its day when that is not today', () => {
  const now = new Date(2026, 4, 4, 20, 30)
  const until = (...parts: [number, number, number]) => ({
    since: '',
    until: new Date(2026, 4, ...parts).toISOString(),
  })
  expect(describePause(until(4, 21, 30), now)).toBe('Schedules are paused until 21:30')
  expect(describePause(until(5, 8, 0), now)).toBe('Schedules are paused until Tue 08:00')
})
