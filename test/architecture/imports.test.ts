import { expect, test } from 'vitest'
import { findWrongFiles } from './find-wrong-files.ts'
import { findWrongImports } from './find-wrong-imports.ts'
import { LAYERS } from './house-rules.ts'
import { readTree } from './source-tree.ts'

const root = new URL('../..', import.meta.url).pathname
const app = readTree(root, LAYERS)
const everything = [...app, ...readTree(root, ['test', 'scripts', 'bench', 'images', 'build'])]

test('the walk really reaches the sources', () => {
  expect(app.length).toBeGreaterThan(50)
  expect(app.map((file) => file.path)).toContain('contract/index.ts')
})

test('imports go one way: contract ← core ← adapters ← server ← electron, and cli and renderer know the contract', () => {
  expect(findWrongImports(app)).toEqual([])
})

test('files are of readable length, plainly named, without barrels and default exports', () => {
  expect(findWrongFiles(everything)).toEqual([])
})
