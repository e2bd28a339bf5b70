import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildPart, PARTS, staleParts } from '../../scripts/build/build-part.ts'

// What the built parts may weigh. A budget that is passed is raised on purpose, or what made it pass is loaded later.

const root = join(import.meta.dirname, '../..')
const KIB = 1024

beforeAll(async () => {
  for (const part of staleParts(root, PARTS)) await buildPart(root, part)
}, 300_000)

function filesOf(part: string): string[] {
  return readdirSync(join(root, 'dist', part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

const sizeOf = (part: string) => filesOf(part).reduce((sum, file) => sum + statSync(file).size, 0)
const packed = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)

test.each([
  ['main', 7_000],
  ['host', 7_500],
  ['preload', 8],
])('the part %s is at most %d KiB on the disk', (part, limit) => {
  expect(sizeOf(part) / KIB).toBeLessThan(limit)
})

test('the window comes up with little: what its first page names is at most 230 KiB, packed', () => {
  const folder = join(root, 'dist/renderer')
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) =>
    join(folder, path!),
  )
  expect(named.length).toBeGreaterThan(1)
  expect(packed(named) / KIB).toBeLessThan(230)
})

test('the window as a whole is at most 650 KiB, packed', () => {
  expect(packed(filesOf('renderer')) / KIB).toBeLessThan(650)
})
