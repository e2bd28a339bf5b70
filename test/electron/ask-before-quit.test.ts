import { beforeAll, expect, test } from 'vitest'
import { askBeforeQuit, quitQuestion } from '../../electron/ask-before-quit.ts'
import { dialog } from '../support/electron-double/machine.ts'
import { world } from '../support/electron-double/world.ts'

beforeAll(() => {
  world.isReady = true
})

test('the question names one run, and counts several', () => {
  expect(quitQuestion(['nightly #4']).message).toBe('nightly #4 is baking.')
  expect(quitQuestion(['nightly #4', 'audit #2']).message).toBe('2 runs are baking.')
})

test.each([
  ['Keep Them Going in the Background', 'keep-going'],
  ['Stop Them', 'stop'],
  ['Cancel', 'cancel'],
])('“%s” answers %s', async (label, expected) => {
  const answered = askBeforeQuit({ dialog, runs: ['nightly #4', 'audit #2'] })
  const { options, answer } = world.questions.shift()!
  answer(options.buttons!.indexOf(label))
  expect(await answered).toBe(expected)
})

test('Escape, and a closed question, leave everything as it is', async () => {
  const { cancelId, buttons, defaultId } = quitQuestion(['nightly #4'])
  expect(buttons![cancelId!]).toBe('Cancel')
  // Nothing is stopped by a Return that was not meant.
  expect(buttons![defaultId!]).toContain('Keep')
  const answered = askBeforeQuit({ dialog, runs: ['nightly #4'] })
  world.questions.shift()!.answer(-1)
  expect(await answered).toBe('cancel')
})
