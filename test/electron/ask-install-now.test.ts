import { beforeAll, expect, test } from 'vitest'
import { askInstallNow, installQuestion } from '../../electron/ask-install-now.ts'
import { createFrontDialog } from '../../electron/front-dialog.ts'
import { app } from '../support/electron-double/app.ts'
import { dialog } from '../support/electron-double/machine.ts'
import { world } from '../support/electron-double/world.ts'

const version = '2.0.0'

beforeAll(() => {
  world.isReady = true
})

test('the question names one run, counts several, and says that they go on', () => {
  const one = installQuestion({ version, runs: ['nightly #4'] })
  expect(one.message).toBe('nightly #4 is baking. Install version 2.0.0 now?')
  const two = installQuestion({ version, runs: ['nightly #4', 'audit #2'] })
  expect(two.message).toBe('2 runs are baking. Install version 2.0.0 now?')
  expect(two.detail).toContain('They go on in the background')
})

test('only the button that says so installs', async () => {
  const answers: boolean[] = []
  for (const response of [0, 1, -1]) {
    const answered = askInstallNow({ dialog, version, runs: ['nightly #4'] })
    world.questions.shift()!.answer(response)
    answers.push(await answered)
  }
  expect(answers).toEqual([true, false, false])
  const { buttons, defaultId, cancelId } = installQuestion({ version, runs: ['nightly #4'] })
  expect([buttons![defaultId!], buttons![cancelId!]]).toEqual(['When It Has Ended', 'When It Has Ended'])
})

test('the app comes to the front with its question', async () => {
  const front = createFrontDialog({ app, dialog })
  world.focusStolen = 0
  const answered = askInstallNow({ dialog: front, version, runs: ['nightly #4'] })
  expect(world.focusStolen).toBe(1)
  world.questions.shift()!.answer(0)
  expect(await answered).toBe(true)
})
