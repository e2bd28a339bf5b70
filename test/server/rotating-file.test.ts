import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRotatingFile } from '../../server/rotating-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oven-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the newest lines are kept, in order, in files of bounded size', () => {
  const path = join(folder, 'logs', 'host.log')
  const lines = Array.from({ length: 100 }, (_, number) => `line ${String(number).padStart(3, '0')}\n`)
  for (const batch of [lines.slice(0, 55), lines.slice(55)]) {
    // Opened twice: what a host wrote before counts.
    const file = openRotatingFile(path, { maxBytes: 100, keep: 2 })
    for (const line of batch) file.write(line)
    file.close()
  }
  const parts = [`${path}.2`, `${path}.1`, path]
  for (const part of parts) expect(statSync(part).size).toBeLessThanOrEqual(100)
  expect(existsSync(`${path}.3`)).toBe(false)
  const kept = parts.map((part) => readFileSync(part, 'utf8')).join('')
  expect(kept.length).toBeGreaterThan(200)
  expect(lines.join('').endsWith(kept)).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a place that cannot be written loses lines, not the host', () => {
  const file = openRotatingFile('/dev/null/no/such/place.log', { maxBytes: 100, keep: 2 })
  expect(() => file.write('lost\n')).not.toThrow()
  file.close()
})
