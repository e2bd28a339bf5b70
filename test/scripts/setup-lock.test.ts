import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withSetupLock } from '../../scripts/setup/setup-lock.mjs'
import { temporaryFolder } from './temporary-folder.ts'

test('the second waits for the first and is told whom it waits for', async () => {
  const lock = join(temporaryFolder(), 'deep', 'setup.lock')
  const events: string[] = []
  const { promise: isWaitedFor, resolve: waits } = Promise.withResolvers<void>()
  const first = withSetupLock(lock, async () => {
    events.push('first begins')
    await isWaitedFor
    events.push('first ends')
  })
  const second = withSetupLock(lock, async () => void events.push('second'), {
    onWait: (pid) => {
      events.push(`waits for ${pid}`)
      waits()
    },
  })
  await Promise.all([first, second])
  expect(events).toEqual(['first begins', `waits for ${process.pid}`, 'first ends', 'second'])
  expect(existsSync(lock)).toBe(false)
})

test('a lock whose process is gone is taken over', async () => {
  const { pid } = spawnSync('true')
  const lock = join(temporaryFolder({ 'setup.lock': String(pid) }), 'setup.lock')
  const holder = await withSetupLock(lock, async () => readFileSync(lock, 'utf8'))
  expect(holder).toBe(String(process.pid))
})

test('work that fails lets the lock go', async () => {
  const lock = join(temporaryFolder(), 'setup.lock')
  await expect(withSetupLock(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow(
    'no network',
  )
  expect(existsSync(lock)).toBe(false)
})
