import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { quitGracefully } from '../../electron/quit.ts'
import { createEvent } from '../support/electron-double/world.ts'

function appWith(close: () => Promise<void>, closeWithinMs = 5_000) {
  const codes: number[] = []
  const app = Object.assign(new EventEmitter(), { exit: (code?: number) => void codes.push(code ?? 0) })
  quitGracefully({ app: app as never, close, log: () => {}, closeWithinMs })
  const quit = () => {
    const event = createEvent()
    app.emit('will-quit', event)
    return event.defaultPrevented
  }
  return { quit, codes }
}

test('the app ends only when the core has stopped, however often it is asked', async () => {
  let finish = () => {}
  let closings = 0
  const { quit, codes } = appWith(() => {
    closings += 1
    return new Promise((resolve) => (finish = resolve))
  })
  expect(quit()).toBe(true)
  expect(quit()).toBe(true)
  await sleep(20)
  expect(codes).toEqual([])
  finish()
  await sleep(20)
  expect({ codes, closings }).toEqual({ codes: [0], closings: 1 })
})

test('a core that fails to stop does not keep the app', async () => {
  const { quit, codes } = appWith(() => Promise.reject(new Error('stuck')))
  quit()
  await sleep(20)
  expect(codes).toEqual([1])
})

test('a core that never stops is left after a while', async () => {
  const { quit, codes } = appWith(() => new Promise(() => {}), 50)
  quit()
  await sleep(150)
  expect(codes).toEqual([1])
})
