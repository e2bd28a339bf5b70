import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastLines, runCommand } from '../setup/run-command.mjs'
import { SetupError, step } from '../setup/step.mjs'

/** Whether a window could be shown: always on a Mac, on Linux with an X or Wayland display. */
export function hasDisplay(platform = process.platform, env = process.env): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/**
 * The Electron runtime of this checkout, or null. The npm package holds none since Electron 42: its installer fetches
 * one into `dist/` and writes the executable's place into `path.txt` (node_modules/electron/index.js).
 */
export function findElectron(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron')
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** Fetches the runtime (about 110 MB, once). Answers null, after saying why, when it cannot be had. */
export async function installElectron(root: string): Promise<string | null> {
  try {
    await step('Fetching the Electron runtime (once, about 110 MB)', async () => {
      const { code, output } = await runCommand(process.execPath, ['node_modules/electron/install.js'], {
        cwd: root,
      })
      if (code !== 0)
        throw new SetupError(`The Electron runtime could not be fetched:\n${lastLines(output, 5)}`)
    })
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.explanation)
  }
  return findElectron(root)
}
