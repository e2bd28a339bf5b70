import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockEntry {
  resolved?: string
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, LockEntry>
}
const entries = Object.entries(lock.packages)

test('the lock names no registry but the public one, so that every machine installs from its own', () => {
  const hosts = new Set(entries.flatMap(([, { resolved }]) => (resolved ? [new URL(resolved).host] : [])))
  expect([...hosts].filter((host) => host !== 'registry.npmjs.org')).toEqual([])
})

test('what has a native package for Linux has one for Macs too', () => {
  const linux = entries.map(([path]) => path).filter((path) => /linux-x64(-gnu)?$/.test(path))
  expect(linux.length).toBeGreaterThan(3)
  const mac = (path: string) => path.replace(/linux-x64(-gnu)?$/, 'darwin-arm64')
  expect(linux.filter((path) => !lock.packages[mac(path)])).toEqual([])
})
