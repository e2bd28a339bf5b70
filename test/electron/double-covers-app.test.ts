import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const double = join(root, 'test/support/electron-double')

/** What the app's main process takes of `electron` as values; the preload script's half is played in the page. */
function usedOfElectron(): string[] {
  const names = readdirSync(join(root, 'electron'))
    .filter((file) => file !== 'preload.ts')
    .flatMap((file) => {
      const text = readFileSync(join(root, 'electron', file), 'utf8')
      const [, list] = /import \{([^}]*)\} from 'electron'/.exec(text) ?? []
      return (list ?? '').split(',').map((name) => name.trim())
    })
  return [...new Set(names.filter((name) => name !== '' && !name.startsWith('type ')))].sort()
}

test('the stand-in has all that the app takes of Electron', async () => {
  const used = usedOfElectron()
  expect(used).toContain('powerSaveBlocker')
  expect(Object.keys(await import('electron'))).toEqual(expect.arrayContaining(used))
})

test('each part of it is held to Electron’s own types', () => {
  const index = readFileSync(join(double, 'index.ts'), 'utf8')
  const files = [...index.matchAll(/from '\.\/([\w-]+\.ts)'/g)].map(([, file]) => file!)
  expect(files.length).toBeGreaterThan(10)
  const loose = files.filter((file) => !/\bsatisfies\b/.test(readFileSync(join(double, file), 'utf8')))
  expect(loose).toEqual([])
})
