// @ts-check
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { aptInstall, isRoot, linuxId } from './debian.mjs'
import { SetupError, step } from './step.mjs'

/** Where browsers of the Chromium family stand, the one that the tests are developed with first. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
]

/** The browser that the tests drive: `CHROME_PATH`, else the first that is installed, else null. */
export function findBrowser() {
  return [process.env.CHROME_PATH, ...PLACES].find((path) => path && existsSync(path)) ?? null
}

/** Makes sure of a browser for the tests. Installs Debian's chromium where it may; throws a SetupError elsewhere. */
export async function ensureBrowser() {
  const mayInstall = linuxId() === 'debian' && isRoot()
  const found = findBrowser()
  if (found && (!mayInstall || hasFonts())) return
  if (mayInstall) {
    const packages = [...(found ? [] : ['chromium']), 'fonts-dejavu-core']
    await step(`Installing ${packages.join(' and ')} for the browser tests`, (say) =>
      aptInstall(packages, say),
    )
    return
  }
  throw new SetupError('The browser tests need Chrome or Chromium, and none was found.', {
    hint:
      process.platform === 'darwin'
        ? 'Install it with: brew install --cask google-chrome'
        : 'Install google-chrome or chromium (on Debian: sudo apt-get install chromium fonts-dejavu-core), or name one in CHROME_PATH.',
  })
}

function hasFonts() {
  const folder = '/usr/share/fonts/truetype'
  return existsSync(folder) && readdirSync(folder).length > 0
}
