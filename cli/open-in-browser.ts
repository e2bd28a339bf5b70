import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from './failure.ts'

/**
 * Opens an address in the default browser. Its key must not stand in the arguments of a process, where every user of
 * the machine can read it: the browser is handed a file of ours, readable by its owner only, that leads there.
 */
export async function openInBrowser(address: string, folder: string): Promise<void> {
  const page = join(folder, 'open.html')
  const target = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  writeFileSync(
    page,
    `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${target}">\n`,
    { mode: 0o600 },
  )
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const child = spawn(opener, [pathToFileURL(page).href], { stdio: 'ignore', detached: true })
  try {
    await once(child, 'spawn')
    child.unref()
  } catch (error) {
    throw new Failure({
      exitCode: 1,
      code: 'FAILED',
      message: `No browser could be opened: ${(error as Error).message}.`,
      hint: 'Open the address that `oven open` prints yourself.',
    })
  }
}
