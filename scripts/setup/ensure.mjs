// @ts-check
import { ensureBrowser } from './browser.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureEngine } from './engine.mjs'
import { SetupError } from './step.mjs'

/** What a command may need of the machine, in the order in which it is made sure of. */
export const NEEDS = ['dependencies', 'engine', 'browser']

/**
 * Makes sure of the named needs. Ends the process with the step's exit code, after saying what to do, when one cannot
 * be had: nothing that comes later could work.
 *
 * @param {string[]} needs
 * @param {{ root: string, yes?: boolean }} options
 */
export async function ensure(needs, { root, yes = false }) {
  try {
    if (needs.includes('dependencies')) await ensureDependencies({ root })
    if (needs.includes('engine')) await ensureEngine({ yes })
    if (needs.includes('browser')) await ensureBrowser()
  } catch (error) {
    fail(error)
  }
}

/** @param {unknown} error @returns {never} */
export function fail(error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  if (error.hint) console.error(`→ ${error.hint}`)
  process.exit(error.exitCode)
}
