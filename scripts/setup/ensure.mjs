// @ts-check
import { ensureBrowser } from './browser.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureEngine } from './engine.mjs'

/** What a command may need of the machine, in the order in which it is made sure of. */
export const NEEDS = ['dependencies', 'engine', 'browser']

/**
 * Makes sure of the named needs. Throws a SetupError when one cannot be had.
 *
 * @param {string[]} needs
 * @param {{ root: string, yes?: boolean }} options
 */
export async function ensure(needs, { root, yes = false }) {
  if (needs.includes('dependencies')) await ensureDependencies({ root })
  if (needs.includes('engine')) await ensureEngine({ yes })
  if (needs.includes('browser')) await ensureBrowser()
}
