// @ts-check
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines, runCommand } from './run-command.mjs'
import { withSetupLock } from './setup-lock.mjs'
import { SetupError, step } from './step.mjs'

/**
 * Makes `node_modules` what package-lock.json says, by `npm ci`, when it is not. Costs a look at two file times when
 * there is nothing to do. Throws a SetupError with npm's last words.
 *
 * @param {{ root: string }} options
 */
export async function ensureDependencies({ root }) {
  if (dependenciesAreCurrent(root)) return
  const lock = join(root, '.cache', 'setup.lock')
  const onWait = (/** @type {number} */ pid) =>
    console.error(`Waiting for another command that is installing the dependencies (process ${pid}) …`)
  await withSetupLock(
    lock,
    async () => {
      if (dependenciesAreCurrent(root)) return
      await step('Installing the dependencies (npm ci, about a minute the first time)', async () => {
        const { code, output } = await runCommand(
          'npm',
          ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
          { cwd: root, env: { ...process.env, NODE_ENV: '' } },
        )
        if (code === null)
          throw new SetupError(`npm could not be started: ${output}.`, { hint: 'Install npm 10.9 or newer.' })
        if (code !== 0)
          throw new SetupError(`npm ci ended with code ${code}:\n${lastLines(output)}`, {
            hint: 'Is the npm registry within reach (npm ping)? Then run the command again.',
          })
      })
    },
    { onWait },
  )
}

/**
 * Whether `node_modules` holds what package-lock.json asks for. npm keeps what it installed in
 * `node_modules/.package-lock.json`: newer than the lock means current; otherwise (a fresh checkout of the same lock)
 * the contents decide, and the answer is remembered in the file's time.
 *
 * @param {string} root
 */
export function dependenciesAreCurrent(root) {
  const wanted = join(root, 'package-lock.json')
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true
  if (!sameContents(readPackages(wanted), readPackages(installed))) return false
  utimesSync(installed, new Date(), new Date())
  return true
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockEntry
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function readPackages(path) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(path, 'utf8')).packages
  return packages
}

/**
 * Packages for other platforms are optional and stay out of what is installed.
 *
 * @param {Record<string, LockEntry>} wanted
 * @param {Record<string, LockEntry>} installed
 */
function sameContents(wanted, installed) {
  const same = (/** @type {LockEntry | undefined} */ a, /** @type {LockEntry | undefined} */ b) =>
    a?.version === b?.version && a?.integrity === b?.integrity
  return (
    Object.entries(installed).every(([path, entry]) => same(wanted[path], entry)) &&
    Object.entries(wanted).every(([path, entry]) => entry.optional || same(installed[path], entry))
  )
}
