import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { staleParts } from '../../scripts/build/build-part.ts'
import { noteBuiltFrom, stampSources } from '../../scripts/build/sources-stamp.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a part is stale until built, and again after any edit, addition or removal', () => {
  const root = temporaryFolder({ 'renderer/app.tsx': 'a', 'contract/job.ts': 'b', 'package-lock.json': '{}' })
  const isStale = () => staleParts(root, ['renderer']).length === 1
  const build = () => {
    mkdirSync(join(root, 'dist/renderer'), { recursive: true })
    writeFileSync(join(root, 'dist/renderer/index.html'), 'built')
    noteBuiltFrom(join(root, 'dist/renderer'), stampSources(root, 'vite.renderer.config.ts'))
  }
  expect(isStale()).toBe(true)
  build()
  expect(isStale()).toBe(false)
  const changes: (() => void)[] = [
    () => writeFileSync(join(root, 'renderer/app.tsx'), 'longer'),
    () => writeFileSync(join(root, 'contract/run.ts'), ''),
    () => rmSync(join(root, 'contract/run.ts')),
    () => writeFileSync(join(root, 'vite.renderer.config.ts'), ''),
    () => rmSync(join(root, 'dist/renderer/index.html')),
  ]
  for (const change of changes) {
    change()
    expect(isStale()).toBe(true)
    build()
    expect(isStale()).toBe(false)
  }
})
