import { existsSync, readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

// Runs the bundled main process under Node as Electron would: a CommonJS entry, `electron` answered by the stand-in,
// `ready` only after the entry has finished. Says on standard output what came of it, as one line of JSON.
// Usage: node boot-bundle.ts <folder of the app> <folder for Chromium's files> [<Resources>]; the oven's folder is
// $AGENT_OVEN_HOME. With the third the app is told that it is packaged.

const [root, userData, resources] = process.argv.slice(2) as [string, string, string?]
const double = pathToFileURL(join(import.meta.dirname, 'electron-double/index.ts')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
})

const { world } = await import('./electron-double/world.ts')
const { launch, quitAndWait } = await import('./electron-double/launch.ts')
world.appPath = root
world.userData = userData
world.loginItem.wasOpenedAtLogin = true
world.isPackaged = resources !== undefined
Object.assign(process, { resourcesPath: resources })

createRequire(import.meta.url)(join(root, 'dist/main/main.cjs'))
const traysBeforeReady = world.trays.length
await launch()

const instanceFile = join(process.env.AGENT_OVEN_HOME!, 'instance.json')
for (let waited = 0; waited < 120_000 && !existsSync(instanceFile); waited += 50) await sleep(50)
const { port, token, kind } = JSON.parse(readFileSync(instanceFile, 'utf8'))
const response = await fetch(`http://127.0.0.1:${port}/api/status`, {
  headers: { authorization: `Bearer ${token}` },
})
const status = await response.json()
const [tray] = world.trays
// Linux keeps the menu on the icon, macOS is given it by a right click.
tray?.userRightClicks()
const menu = tray?.menu ?? world.poppedUpMenus.at(-1)
const report = {
  traysBeforeReady,
  kind,
  httpStatus: response.status,
  hostKind: status.hostKind,
  trayIcon: tray?.image.isEmpty() === false,
  tooltip: tray?.tooltip.split('\n')[0],
  carriedCommand: menu?.items.some(({ label }) => label === 'Install the oven command'),
  visibleWindows: world.windows.filter((window) => window.isVisible()).length,
}
const exitCode = await quitAndWait()
console.log(JSON.stringify({ ...report, exitCode, isPublished: existsSync(instanceFile) }))
process.exit(exitCode)
