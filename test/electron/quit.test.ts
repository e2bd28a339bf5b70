import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { QuitAnswer } from '../../electron/ask-before-quit.ts'
import { quitGracefully } from '../../electron/quit.ts'
import { createEvent } from '../support/electron-double/world.ts'

interface Oven {
  close?: () => Promise<void>
  closeWithinMs?: number
  runs?: string[]
  answer?: QuitAnswer
}

function appWith(oven: Oven) {
  const codes: number[] = []
  const asked: (readonly string[])[] = []
  let stopped = 0
  const power = new EventEmitter()
  const app = Object.assign(new EventEmitter(), {
    exit: (code?: number) => void codes.push(code ?? 0),
    // Electron's own order: `before-quit`, then `will-quit` when nobody minds.
    quit: () => {
      const before = createEvent()
      app.emit('before-quit', before)
      if (before.defaultPrevented) return
      app.emit('will-quit', createEvent())
    },
  })
  const quitting = quitGracefully({
    app: app as never,
    powerMonitor: power as never,
    close: oven.close ?? (async () => {}),
    activeRuns: () => oven.runs ?? [],
    ask: async (runs) => {
      asked.push(runs)
      return oven.answer ?? 'cancel'
    },
    stopRuns: async () => {
      stopped += 1
    },
    log: () => {},
    closeWithinMs: oven.closeWithinMs ?? 5_000,
  })
  return { app, power, quitting, codes, asked, stopped: () => stopped }
}

test('the app ends only when the core has stopped, however often it is asked', async () => {
  let finish = () => {}
  let closings = 0
  const { app, codes } = appWith({
    close: () => {
      closings += 1
      return new Promise((resolve) => (finish = resolve))
    },
  })
  app.quit()
  app.quit()
  await sleep(20)
  expect(codes).toEqual([])
  finish()
  await sleep(20)
  expect({ codes, closings }).toEqual({ codes: [0], closings: 1 })
})

test('a core that fails to stop does not keep the app', async () => {
  const { app, codes } = appWith({ close: () => Promise.reject(new Error('stuck')) })
  app.quit()
  await sleep(20)
  expect(codes).toEqual([1])
})

test('a core that never stops is left after a while', async () => {
  const { app, codes } = appWith({ close: () => new Promise(() => {}), closeWithinMs: 50 })
  app.quit()
  await sleep(150)
  expect(codes).toEqual([1])
})

test('without runs nothing is asked', async () => {
  const { app, asked, codes } = appWith({})
  app.quit()
  await sleep(20)
  expect({ asked, codes }).toEqual({ asked: [], codes: [0] })
})

test.each([
  ['cancel', { codes: [], stopped: 0 }],
  ['keep-going', { codes: [0], stopped: 0 }],
  ['stop', { codes: [0], stopped: 1 }],
] as const)('with runs that bake it asks, and “%s” is done', async (answer, expected) => {
  const { app, asked, codes, stopped } = appWith({ runs: ['nightly #4'], answer })
  app.quit()
  // A second ⌘Q while the question stands is no second question.
  app.quit()
  await sleep(20)
  expect(asked).toEqual([['nightly #4']])
  expect({ codes, stopped: stopped() }).toEqual(expected)
})

test('a machine that shuts down is not held up by a question', async () => {
  const { app, power, asked, codes } = appWith({ runs: ['nightly #4'] })
  power.emit('shutdown')
  app.quit()
  await sleep(20)
  expect({ asked, codes }).toEqual({ asked: [], codes: [0] })
})

test('an update that waited for the runs is not asked about', async () => {
  const { app, quitting, asked, codes } = appWith({ runs: ['nightly #4'] })
  quitting.skipQuestion()
  app.quit()
  await sleep(20)
  expect({ asked, codes }).toEqual({ asked: [], codes: [0] })
})
