import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../../scripts/build/build-part.ts'
import { startHost } from '../../support/host-fixture.ts'
import { runOven } from '../../support/run-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

const root = new URL('../../..', import.meta.url).pathname
const program = `${root}dist/host/oven.mjs`
let host: Awaited<ReturnType<typeof startHost>>

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer', 'host'])) await buildPart(root, part)
  host = await startHost({ program })
})
afterAll(() => host?.dispose())

test('the built host bakes a job, by the built command and by the one from the sources', async () => {
  const image = await ensureTinyImage()
  const added = await host.oven(['jobs', 'add', '--id', 'hello', '--image', image, '--command', 'echo hello'])
  expect(added).toMatchObject({ exitCode: 0 })
  const run = await host.oven(['run', 'hello', '--wait'])
  expect(run).toMatchObject({ exitCode: 0 })
  expect((await host.oven(['runs', 'logs', 'hello#1'])).stdout).toContain('hello\n')
  const fromSources = await runOven(['runs', 'list', '--json'], { home: host.home })
  expect(JSON.stringify(fromSources.json)).toContain('"hello"')
})

test('it finds the window and the sources of the images beside it', async () => {
  const page = await fetch(`http://127.0.0.1:${host.port}/`)
  expect(await page.text()).toContain('<div id="root">')
  const images = await host.oven(['images', 'list', '--json'])
  expect(images.exitCode).toBe(0)
  expect(images.stdout).toContain('agent-oven/rehearsal')
})

test('it says its version as the sources do', async () => {
  const [built, sources] = await Promise.all([
    runOven(['--version'], { home: host.home, program }),
    runOven(['--version'], { home: host.home }),
  ])
  expect(built.stdout).toBe(sources.stdout)
  expect(built.stdout).toMatch(/^\d+\.\d+\.\d+/)
})
