// @ts-check
import { ensure, NEEDS } from './setup/ensure.mjs'
import { projectRoot } from './setup/project-root.mjs'
import { SetupError } from './setup/step.mjs'

const usage = `Makes this machine ready. Says nothing when there is nothing to do.

  node scripts/setup.mjs [--yes] [${NEEDS.join('] [')}]

  dependencies   npm ci, when node_modules is not what package-lock.json says
  engine         a container engine that answers: any that does; else docker.io on Debian and Ubuntu as root,
                 Colima on a Mac when agreed to (--yes agrees beforehand)
  browser        a Chromium for the browser tests: Debian's as root, elsewhere one that is installed

Without a name: all of them. Runs on Node 18 and newer, before anything is installed.`

const words = process.argv.slice(2)
const needs = words.filter((word) => !word.startsWith('-'))
const unknown = words.filter((word) => !NEEDS.includes(word) && word !== '--yes')
if (words.includes('--help') || words.includes('-h')) {
  console.log(usage)
} else if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}.\n\n${usage}`)
  process.exit(2)
} else {
  await ensure(needs.length > 0 ? needs : NEEDS, { root: projectRoot, yes: words.includes('--yes') }).catch(
    refuse,
  )
}

/** @param {unknown} error */
function refuse(error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.explanation)
  process.exit(error.exitCode)
}
