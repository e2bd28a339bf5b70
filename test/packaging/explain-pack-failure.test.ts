import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { explainPackFailure } from '../../scripts/pack/explain-pack-failure.ts'

async function failureOf(fetching: () => Promise<unknown>): Promise<unknown> {
  return fetching().then(
    () => null,
    (error: unknown) => error,
  )
}

test('a runtime that cannot be fetched is told in whole sentences', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const refused = await failureOf(() => fetch(`http://127.0.0.1:${port}/electron.zip`))
  expect(explainPackFailure(refused, 'Electron’s runtime for darwin', {})).toBe(
    'The app is built, but could not be packed: Electron’s runtime for darwin could not be fetched from github.com.\n' +
      '(fetch failed)\n' +
      '→ Try again with a connection to github.com, or name another place for Electron in ELECTRON_MIRROR.\n' +
      '  `npm start` needs no pack: where there is no runtime it starts the oven without a desktop.',
  )
})

test('it names the place that was asked', () => {
  const env = { ELECTRON_MIRROR: 'https://mirror.example.org/' }
  expect(explainPackFailure(new TypeError('fetch failed'), 'Electron’s runtime', env)).toContain(
    'could not be fetched from https://mirror.example.org/.',
  )
})

test.each([
  'getaddrinfo ENOTFOUND github.com',
  'cannot resolve https://github.com/electron/electron/releases/download: status code 404',
])('so is “%s”', (message) => {
  expect(explainPackFailure(new Error(message), 'Electron’s runtime')).toContain('could not be fetched')
})

test('every other failure is shown as it is', () => {
  expect(
    explainPackFailure(new Error('ENOENT: no such file or directory, dist/main'), 'Electron’s runtime'),
  ).toBeNull()
})
