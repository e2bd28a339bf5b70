import { ORPCError } from '@orpc/client'
import { beforeEach, expect, test } from 'vitest'
import type { NativeMessage } from '../../core/ports/notifier.ts'
import { createNotificationActs, SIGN_IN_PAGE } from '../../electron/notification-acts.ts'
import type { OvenClient } from '../../electron/oven-glance.ts'
import { addresses } from '../../renderer/app/route.ts'

let opened: (string | null)[]
let started: unknown[]
let told: NativeMessage[]
let refusal: Error | null
let isRunning: boolean

const answer = (call: string) => async (input: unknown) => {
  if (refusal !== null) throw refusal
  started.push([call, input])
}
const oven = { runs: { retry: answer('retry') }, jobs: { run: answer('run') } } as unknown as OvenClient
const act = createNotificationActs({
  client: () => (isRunning ? oven : null),
  openWindow: (page) => opened.push(page),
  tell: (message) => told.push(message),
})
const aboutRun = { title: 'nightly #1: failed', runId: 'r 1', jobId: 'nightly' }
const aboutJob = { title: 'missed', runId: null, jobId: 'nightly' }
const aboutNothing = { title: 'hello', runId: null, jobId: null }

beforeEach(() => {
  opened = []
  started = []
  told = []
  refusal = null
  isRunning = true
})

test('Show opens the run, else the job, else the window', () => {
  for (const subject of [aboutRun, aboutJob, aboutNothing]) act('show', subject)
  expect(opened).toEqual(['/runs/r%201', '/jobs/nightly', null])
})

test('Sign in opens the credentials with the sign-in', () => {
  act('sign-in', aboutRun)
  expect(opened).toEqual([SIGN_IN_PAGE])
  expect(`#${SIGN_IN_PAGE}`).toBe(addresses.signIn)
})

test('Run again tries the run again, or starts the job, and opens nothing', async () => {
  act('run-again', aboutRun)
  act('run-again', aboutJob)
  await expect
    .poll(() => started)
    .toEqual([
      ['retry', { runId: 'r 1' }],
      ['run', { id: 'nightly' }],
    ])
  expect({ opened, told }).toEqual({ opened: [], told: [] })
})

test('why it was not run again is told, with what to do', async () => {
  const hint = 'Wait for its end, or cancel it.'
  refusal = new ORPCError('CONFLICT', { message: 'nightly #2 has not finished.', data: { hint } })
  act('run-again', aboutRun)
  await expect
    .poll(() => told)
    .toEqual([
      {
        title: 'Not run again: nightly #1: failed',
        body: `nightly #2 has not finished. ${hint}`,
        runId: 'r 1',
        jobId: 'nightly',
        acts: ['show'],
      },
    ])
  expect(opened).toEqual([])
})

test('so is an oven that does not run', async () => {
  isRunning = false
  act('run-again', aboutJob)
  await expect.poll(() => told).toMatchObject([{ body: 'The oven is not running.' }])
})
