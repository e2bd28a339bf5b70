import { EventEmitter } from 'node:events'
import type { RenderProcessGoneDetails, WebContents } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import { keepCrashReports, RESTARTED_WORD, watchCrashes } from '../../electron/crashes.ts'
import { crashReporter, dialog } from '../support/electron-double/machine.ts'
import { createEvent, world } from '../support/electron-double/world.ts'

const MINUTE_MS = 60_000
let nowMs: number
let logged: { level: string; facts: Record<string, unknown>; message: string }[]

const noting = (level: string) => (facts: unknown, message?: string) =>
  void logged.push({ level, facts: facts as Record<string, unknown>, message: message ?? '' })
const log = { fatal: noting('fatal'), error: noting('error'), warn: noting('warn') }

/** An app and a process of their own: those of this test must not end. */
function start(env: NodeJS.ProcessEnv = {}) {
  const exits: number[] = []
  const app = Object.assign(new EventEmitter(), {
    relaunch: (options: object) => void world.relaunches.push(options),
    exit: (code = 0) => void exits.push(code),
  })
  const process = Object.assign(new EventEmitter(), { argv: ['/app', '--word', RESTARTED_WORD], env })
  watchCrashes({
    app: app as unknown as Parameters<typeof watchCrashes>[0]['app'],
    process: process as unknown as NodeJS.Process,
    dialog,
    log,
    now: () => nowMs,
  })
  return { app, process, exits }
}

beforeEach(() => {
  nowMs = 0
  logged = []
  world.relaunches.length = 0
  world.errorBoxes.length = 0
})

test('reports of crashes are kept on this machine', () => {
  keepCrashReports({ crashReporter })
  expect(world.crashReporting).toEqual({ uploadToServer: false })
})

test('an error that nothing answered is logged, and the app starts itself again, told so once', () => {
  const { process, exits } = start()
  nowMs = 5 * MINUTE_MS
  const error = new Error('It broke.')
  process.emit('uncaughtException', error)
  expect(logged).toEqual([{ level: 'fatal', facts: { err: error }, message: 'An error was not answered' }])
  expect(world.relaunches).toEqual([{ args: ['--word', RESTARTED_WORD] }])
  expect({ exits, boxes: world.errorBoxes }).toEqual({ exits: [1], boxes: [] })
})

test('an AppImage is started by its own file', () => {
  const { process } = start({ APPIMAGE: '/home/baker/oven.AppImage' })
  nowMs = 5 * MINUTE_MS
  process.emit('uncaughtException', new Error('It broke.'))
  expect(world.relaunches).toMatchObject([{ execPath: '/home/baker/oven.AppImage' }])
})

test('one that breaks at once says so and ends, instead of starting for ever', () => {
  const { process, exits } = start()
  nowMs = MINUTE_MS / 2
  process.emit('uncaughtException', new Error('It broke.'))
  expect(world.relaunches).toEqual([])
  expect(world.errorBoxes).toMatchObject([{ title: 'Agent Oven cannot go on' }])
  expect(exits).toEqual([1])
})

test('a promise that nobody waited for is logged, and the app goes on', () => {
  const { process, exits } = start()
  process.emit('unhandledRejection', new Error('It was refused.'))
  expect(logged).toMatchObject([{ level: 'error', message: 'A failure was not answered' }])
  expect(exits).toEqual([])
})

test('a page that broke is loaded again, not for ever, and not when it only ended', () => {
  const { app } = start()
  let reloads = 0
  const contents = {
    isDestroyed: () => false,
    getURL: () => 'app://oven/#/runs',
    reload: () => {
      reloads += 1
    },
  } as unknown as WebContents
  const gone = (reason: RenderProcessGoneDetails['reason']) =>
    app.emit('render-process-gone', createEvent(), contents, { reason, exitCode: 5 })
  gone('clean-exit')
  expect({ reloads, logged }).toEqual({ reloads: 0, logged: [] })
  gone('oom')
  gone('oom')
  expect(reloads).toBe(1)
  expect(logged).toHaveLength(2)
  expect(logged[0]!.facts).toEqual({ page: 'app://oven/#/runs', reason: 'oom', exitCode: 5 })
  nowMs = MINUTE_MS
  gone('crashed')
  expect(reloads).toBe(2)
})

test('other processes of Electron that broke are logged', () => {
  const { app } = start()
  const gone = (reason: string) =>
    app.emit('child-process-gone', createEvent(), { type: 'GPU', reason, exitCode: 9, name: 'GPU' })
  gone('clean-exit')
  gone('crashed')
  expect(logged).toMatchObject([{ level: 'error', facts: { type: 'GPU', reason: 'crashed' } }])
})

test('errors that pages print are logged, the beginning of them', () => {
  const { app } = start()
  const contents = new EventEmitter()
  app.emit('web-contents-created', createEvent(), contents)
  const say = (level: string, message: string) =>
    contents.emit(
      'console-message',
      createEvent({ level, message, sourceId: 'app://oven/x.js', lineNumber: 3 }),
    )
  say('warning', 'a warning')
  say('error', 'x'.repeat(5_000))
  expect(logged).toHaveLength(1)
  expect(logged[0]).toMatchObject({ level: 'warn', facts: { at: 'app://oven/x.js:3' } })
  expect(logged[0]!.message.length).toBeLessThan(600)
})
