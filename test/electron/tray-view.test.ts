import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type TrayView, viewTray } from '../../electron/tray-view.ts'

test('an idle oven says that nothing is baking', () => {
  expect(viewTray({ core: 'running', activeRuns: [], attention: [] })).toEqual({
    icon: 'trayTemplate',
    tooltip: 'Agent Oven\nNothing is baking',
  })
})

test('one run is named, several are counted', () => {
  const one = viewTray({ core: 'running', activeRuns: ['nightly #47'], attention: [] })
  expect(one).toEqual({ icon: 'trayBakingTemplate', tooltip: 'Agent Oven\nBaking nightly #47' })
  const three = viewTray({ core: 'running', activeRuns: ['a #1', 'b #2', 'c #3'], attention: [] })
  expect(three.tooltip).toBe('Agent Oven\nBaking 3 runs')
})

test('what needs the user comes before what is baking, and both are said', () => {
  const view = viewTray({ core: 'running', activeRuns: ['a #1'], attention: ['nightly #46 failed'] })
  expect(view).toEqual({
    icon: 'trayAttentionTemplate',
    tooltip: 'Agent Oven\nnightly #46 failed\nBaking a #1',
  })
})

test('more than three things that need the user are summed up', () => {
  const { tooltip } = viewTray({ core: 'running', activeRuns: [], attention: ['1', '2', '3', '4', '5'] })
  expect(tooltip).toBe('Agent Oven\n1\n2\n3\nand 2 more')
})

test('a core that failed needs the user, one that starts does not', () => {
  expect(viewTray({ core: 'failed', activeRuns: [], attention: [] }).icon).toBe('trayAttentionTemplate')
  expect(viewTray({ core: 'starting', activeRuns: [], attention: [] })).toEqual({
    icon: 'trayTemplate',
    tooltip: 'Agent Oven\nStarting',
  })
})

test('every icon it names is drawn, plain and for dense screens', () => {
  const names: TrayView['icon'][] = ['trayTemplate', 'trayBakingTemplate', 'trayAttentionTemplate']
  for (const name of names)
    for (const file of [`${name}.png`, `${name}@2x.png`])
      expect(existsSync(join(import.meta.dirname, '../../build/icons/tray', file)), file).toBe(true)
})
