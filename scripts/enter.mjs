// @ts-check
// The first process of every npm command. It may run on the machine's own Node, before anything is installed, so it
// uses nothing but Node 18: it makes sure of what the command needs, then goes on with the pinned Node.
//
//   node scripts/enter.mjs [needs,…] <script> [arguments]
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensure, fail } from './setup/ensure.mjs'
import { findNode } from './setup/pinned-node.mjs'
import { projectRoot } from './setup/project-root.mjs'

const [needs = '', script = '', ...words] = process.argv.slice(2)
const yes = words.includes('--yes')
await ensure(needs.split(','), { root: projectRoot, yes })

const file = join(projectRoot, script)
const binaries = join(projectRoot, 'node_modules', '.bin')
process.env.PATH = [
  binaries,
  ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== binaries),
].join(delimiter)
const node = nodeOrFail()
if (realpathSync(node) === realpathSync(process.execPath)) {
  process.argv.splice(1, process.argv.length - 1, file, ...words)
  await import(pathToFileURL(file).href)
} else {
  const child = spawn(node, [file, ...words], { stdio: 'inherit' })
  // The terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone is passed on.
  process.on('SIGINT', () => {})
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15)
  })
}

function nodeOrFail() {
  try {
    return findNode({ root: projectRoot })
  } catch (error) {
    return fail(error)
  }
}
