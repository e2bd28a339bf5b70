// @ts-check
import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensure } from './ensure.mjs'
import { findNode } from './pinned-node.mjs'
import { runForeground } from './run-foreground.mjs'
import { SetupError } from './step.mjs'

/**
 * How every npm command begins. It may run on the machine's own Node, before anything is installed: it makes sure of
 * what the command needs, then goes on with the pinned Node: in this process when that is what runs it already, else
 * in a child whose exit code becomes ours. A step of the set-up that cannot be done ends the process, with the reason.
 *
 * @param {{ root: string, needs: string[], script: string, words: string[], onRefusal?: () => void }} options
 *   `onRefusal` may print something more when the set-up could not be done
 */
export async function enter({ root, needs, script, words, onRefusal }) {
  try {
    await ensure(needs, { root, yes: words.includes('--yes') })
    await goOn({
      node: findNode({ root }),
      file: join(root, script),
      words,
      binaries: join(root, 'node_modules', '.bin'),
    })
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.explanation)
    onRefusal?.()
    process.exit(error.exitCode)
  }
}

/** @param {{ node: string, file: string, words: string[], binaries: string }} options */
async function goOn({ node, file, words, binaries }) {
  const others = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== binaries)
  process.env.PATH = [binaries, ...others].join(delimiter)
  if (realpathSync(node) === realpathSync(process.execPath)) {
    process.argv.splice(1, process.argv.length - 1, file, ...words)
    await import(pathToFileURL(file).href)
    return
  }
  process.exitCode = await runForeground(node, [file, ...words])
}
