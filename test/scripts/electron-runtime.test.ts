import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findElectron, hasDisplay } from '../../scripts/start/electron-runtime.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('the runtime is there only when the file that path.txt names is', () => {
  const package_ = { 'node_modules/electron/index.js': '' }
  expect(findElectron(temporaryFolder(package_))).toBeNull()
  expect(
    findElectron(temporaryFolder({ ...package_, 'node_modules/electron/path.txt': 'electron' })),
  ).toBeNull()
  const root = temporaryFolder({
    'node_modules/electron/path.txt': 'electron',
    'node_modules/electron/dist/electron': '',
  })
  expect(findElectron(root)).toBe(join(root, 'node_modules/electron/dist/electron'))
})

test('a Mac has a display; Linux where X or Wayland is named', () => {
  expect(hasDisplay('darwin', {})).toBe(true)
  expect(hasDisplay('linux', {})).toBe(false)
  expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
})
