import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { dependenciesAreCurrent } from '../../scripts/setup/dependencies.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } }
const forMacs = { 'node_modules/mac': { version: '1.0.0', integrity: 'sha512-m', optional: true } }

interface Project {
  wanted: Record<string, object>
  installed: Record<string, object>
  /** Seconds by which the installation is older than the lock. */
  olderBy?: number
}

function project({ wanted, installed, olderBy = 60 }: Project): string {
  const lock = (packages: object) => JSON.stringify({ packages: { '': { name: 'x' }, ...packages } })
  const root = temporaryFolder({ 'package-lock.json': lock(wanted) })
  const path = join(root, 'node_modules', '.package-lock.json')
  mkdirSync(dirname(path))
  writeFileSync(path, lock(installed))
  const time = Date.now() / 1000 - olderBy
  utimesSync(path, time, time)
  return root
}

test('nothing installed is not current', () => {
  expect(dependenciesAreCurrent(temporaryFolder({ 'package-lock.json': '{"packages":{}}' }))).toBe(false)
})

test('an installation newer than the lock is current without a look inside', () => {
  expect(dependenciesAreCurrent(project({ wanted: zod, installed: {}, olderBy: -60 }))).toBe(true)
})

test('a fresh checkout of the same lock is current, and the next look is cheap', () => {
  const root = project({ wanted: zod, installed: zod })
  expect(dependenciesAreCurrent(root)).toBe(true)
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), 'not read again')
  expect(dependenciesAreCurrent(root)).toBe(true)
})

test('packages for other platforms need not be there', () => {
  expect(dependenciesAreCurrent(project({ wanted: { ...zod, ...forMacs }, installed: zod }))).toBe(true)
})

test.each<[string, Project]>([
  ['a missing package', { wanted: zod, installed: {} }],
  ['a package too many', { wanted: {}, installed: zod }],
  ['another version', { wanted: { 'node_modules/zod': { version: '4.0.1' } }, installed: zod }],
  [
    'the same version with other contents',
    { wanted: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } }, installed: zod },
  ],
  [
    'another version of an optional package',
    { wanted: forMacs, installed: { 'node_modules/mac': { version: '0.9.0', optional: true } } },
  ],
])('%s is not current', (_, given) => {
  expect(dependenciesAreCurrent(project(given))).toBe(false)
})
