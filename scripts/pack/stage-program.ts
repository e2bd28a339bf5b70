import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What of a build and of the checkout the carried program consists of. */
const PARTS = ['dist/host', 'dist/renderer', 'images']

/**
 * Puts together what the app carries as real files beside its archive: the command with the headless host, the window
 * for browsers, the sources of the images, and the script that starts it all. `into` is emptied first. Needs the parts
 * `host` and `renderer` built.
 */
export function stageProgram(root: string, into = join(root, 'dist/program/oven')): string {
  rmSync(into, { recursive: true, force: true })
  // Folders that are only kept for git are made anew where an image is built.
  const filter = (path: string) => !path.endsWith('/.gitkeep')
  for (const part of PARTS) cpSync(join(root, part), join(into, part), { recursive: true, filter })
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packageFile = { name, version, license, private: true, type: 'module' }
  writeFileSync(join(into, 'package.json'), `${JSON.stringify(packageFile, null, 2)}\n`)
  mkdirSync(join(into, 'bin'))
  copyFileSync(join(root, 'build/oven.sh'), join(into, 'bin/oven'))
  chmodSync(join(into, 'bin/oven'), 0o755)
  return into
}
