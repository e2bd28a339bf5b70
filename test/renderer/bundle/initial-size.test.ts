import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { buildPart, staleParts } from '../../../scripts/build/build-part.ts'

const root = join(import.meta.dirname, '../../..')
const built = join(root, 'dist/renderer')

beforeAll(async () => {
  for (const part of staleParts(root, ['renderer'])) await buildPart(root, part)
}, 300_000)

const read = (path: string) => readFileSync(join(built, path), 'utf8')

/** The scripts that a page loads before anything is opened: those it names, and what they import outright. */
function initialScripts(): string[] {
  const html = read('index.html')
  const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!)
  const found = new Set<string>()
  const add = (path: string) => {
    if (found.has(path)) return
    found.add(path)
    for (const [, name] of read(path).matchAll(
      /(?:^|;|\})import\s*(?:[\w*${}\s,]+?from\s*)?"\.\/([^"]+\.js)"/g,
    )) {
      add(`assets/${name}`)
    }
  }
  named.forEach(add)
  return [...found]
}

test('what the window loads at first is at most 200 kB, zipped', () => {
  const scripts = initialScripts()
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(read(path)).length, 0)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(200_000)
})

test('terminal, graphs, diffs and forms come when they are needed', () => {
  const scripts = initialScripts().join(' ')
  for (const heavy of ['terminal', 'graph-drawing', 'diff', 'job-editor', 'run-page', 'schedule-page'])
    expect(scripts).not.toContain(heavy)
})
