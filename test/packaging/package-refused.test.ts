import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// `npm run package` where Electron's runtime cannot be fetched: the whole script, in a copy of the checkout, because it builds.

const root = join(import.meta.dirname, '../..')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'oven-no-runtime-')))
const LEFT_OUT = ['.git', 'node_modules', 'dist', 'out', 'test', 'test-results', 'docs', 'bench', 'coverage']

beforeAll(() => {
  for (const name of readdirSync(root).filter((name) => !LEFT_OUT.includes(name)))
    cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it ends with a sentence that says what to do, not with a stack', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await new Promise((resolve) => server.close(resolve))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/package.ts'], {
    cwd: folder,
    encoding: 'utf8',
    // A home of its own: a runtime that was fetched before is not found.
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      ELECTRON_MIRROR: mirror,
    },
  })
  expect(stderr).toContain(
    `The app is built, but could not be packed: Electron’s runtime for ${process.platform} could not be fetched from ${mirror}.`,
  )
  expect(stderr).toContain('→ Try again')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(status).toBe(1)
  expect(existsSync(join(folder, 'out'))).toBe(false)
}, 240_000)
