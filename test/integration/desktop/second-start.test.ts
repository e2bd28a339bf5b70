import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../../scripts/build/build-part.ts'
import { openDesktop } from '../../support/desktop-fixture.ts'

const root = new URL('../../..', import.meta.url).pathname
const desktop = openDesktop('darwin')

beforeAll(async () => {
  for (const part of staleParts(root, ['main', 'preload', 'renderer'])) await buildPart(root, part)
}, 240_000)
afterAll(() => desktop.dispose(['first', 'second']))

test('a second start of the app ends at once and leaves the first and its oven alone', async () => {
  desktop.start('first')
  const idle = ({ tooltip }: { tooltip: string | null }) => tooltip === 'Agent Oven\nNothing is baking'
  const before = await desktop.sees('first', 'has its oven', idle)
  desktop.start('second')
  expect(await desktop.end('second')).toMatchObject({ code: 0, menu: [], tooltip: null })
  expect((await desktop.sees('first', 'is there', idle)).pid).toBe(before.pid)
  expect(await desktop.oven('GET', '/jobs')).toEqual([])
}, 240_000)
