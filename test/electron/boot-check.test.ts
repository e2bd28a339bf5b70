import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../scripts/build/build-part.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'oven-boot-'))

beforeAll(async () => {
  for (const part of staleParts(root, ['main'])) await buildPart(root, part)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the bundled main process starts, serves and ends under Electron’s order of events', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'test/support/boot-bundle.ts'), root, join(folder, 'user-data')],
    { env: { ...process.env, AGENT_OVEN_HOME: join(folder, 'oven'), NODE_OPTIONS: '' }, timeout: 240_000 },
  )
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
    traysBeforeReady: 0,
    kind: 'desktop',
    httpStatus: 200,
    hostKind: 'desktop',
    trayIcon: true,
    tooltip: 'Agent Oven',
    carriedCommand: false,
    visibleWindows: 0,
    exitCode: 0,
    isPublished: false,
  })
}, 300_000)
