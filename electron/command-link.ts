import { accessSync, constants, lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { CommandLink } from '../contract/desktop.ts'

/** Where programs of one's own are expected, the most usual first; only those on PATH are taken. */
const USUAL_FOLDERS = ['/usr/local/bin', '/opt/homebrew/bin', '~/.local/bin', '~/bin']

interface Place {
  /** The script `bin/oven` that the app carries; null when it is not run as a packaged app. */
  script: string | null
  env: NodeJS.ProcessEnv
  platform: string
}

/** Says whether the command `oven` that terminals find is this app's. */
export function showCommandLink(place: Place): CommandLink {
  const { script, env } = place
  const refused = refusal(place)
  if (script === null || refused !== null)
    return { status: 'unsupported', path: null, target: script, hint: refused }
  const first = foldersOf(env)
    .map((folder) => join(folder, 'oven'))
    .find(exists)
  if (first === undefined) return absent(script, env)
  if (linksTo(first) === script) return { status: 'installed', path: first, target: script, hint: null }
  const hint = isOurs(first)
    ? `${first} belongs to another place of the app. Installing it again mends that.`
    : `${first} is another program of that name. It is left alone.`
  return { status: isOurs(first) ? 'outdated' : 'taken', path: first, target: script, hint }
}

/** Puts the link into a folder on PATH that may be written to. Links of another place of this app are replaced. */
export function installCommandLink(place: Place): CommandLink {
  const now = showCommandLink(place)
  if (now.path === null || place.script === null || !['absent', 'outdated'].includes(now.status)) return now
  try {
    if (now.status === 'outdated') unlinkSync(now.path)
    symlinkSync(place.script, now.path)
  } catch (error) {
    const why = (error as Error).message
    return {
      ...now,
      hint: `${now.path} could not be written: ${why}. In a terminal: ${byHand(place.script)}`,
    }
  }
  return showCommandLink(place)
}

/** Takes the link away again; only one of this app's. */
export function removeCommandLink(place: Place): CommandLink {
  const now = showCommandLink(place)
  if (now.path !== null && (now.status === 'installed' || now.status === 'outdated')) unlinkSync(now.path)
  return showCommandLink(place)
}

function refusal({ script, env }: Place): string | null {
  if (script === null) return 'This is run from a checkout: type `npm run -s oven -- …` there.'
  if (env.APPIMAGE !== undefined)
    return 'An AppImage lies at another place each time it runs, so nothing can lead into it.'
  if (script.includes('/AppTranslocation/') || script.startsWith('/Volumes/'))
    return 'Move Agent Oven into the Applications folder first.'
  return null
}

function absent(script: string, env: NodeJS.ProcessEnv): CommandLink {
  const folders = foldersOf(env)
  const usual = USUAL_FOLDERS.map((folder) => folder.replace('~', env.HOME ?? '~'))
  const inHome = folders.filter((folder) => env.HOME !== undefined && folder.startsWith(`${env.HOME}/`))
  const folder = [...usual.filter((name) => folders.includes(name)), ...inHome].find(isWritable)
  if (folder !== undefined)
    return { status: 'absent', path: join(folder, 'oven'), target: script, hint: `It goes into ${folder}.` }
  return {
    status: 'absent',
    path: null,
    target: script,
    hint: `No folder on your PATH may be written to. In a terminal: ${byHand(script)}`,
  }
}

const byHand = (script: string) => `sudo ln -sf '${script}' /usr/local/bin/oven`

function foldersOf(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).map((folder) => folder.replace(/\/+$/, ''))
  return [...new Set(folders)].filter((folder) => folder.startsWith('/'))
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return lstatSync(`${folder}/`).isDirectory()
  } catch {
    return false
  }
}

/** Also a link that leads nowhere is there: the app may have been moved. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function linksTo(path: string): string | null {
  return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null
}

function isOurs(path: string): boolean {
  return /\/(?:Resources|resources)\/oven\/bin\/oven$/.test(linksTo(path) ?? '')
}
