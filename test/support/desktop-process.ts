import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire, registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// The bundled app as a process of its own, with the stand-in for `electron`, told that it is packaged. It is looked at and
// clicked over HTTP on a port of this machine that is written to `<folder>/<version>.port`: `GET /` answers what a user would see,
// `POST /click?label=` chooses from the icon's menu, `POST /answer?button=` answers the oldest question, `POST /quit` quits.
// Its end is written to `<folder>/<version>.end`. The oven's folder is $AGENT_OVEN_HOME.
// Usage: node desktop-process.ts <folder of the app> <folder for its files> <version> <platform that it takes itself to be on>

const [root, folder, version, platform] = process.argv.slice(2) as [string, string, string, string]
const double = pathToFileURL(join(import.meta.dirname, 'electron-double/index.ts')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
})
const { world } = await import('./electron-double/world.ts')
const { app } = await import('./electron-double/app.ts')
const { launch } = await import('./electron-double/launch.ts')
Object.assign(world, { appPath: root, userData: join(folder, 'user-data'), isPackaged: true, version })
world.loginItem.wasOpenedAtLogin = true
Object.defineProperty(process, 'platform', { value: platform })
Object.assign(process, { resourcesPath: join(folder, 'resources') })

/** The icon's menu as a right click shows it: Linux keeps it on the icon, macOS is given it each time. */
function openMenu() {
  const [tray] = world.trays
  tray?.userRightClicks()
  return tray?.menu ?? world.poppedUpMenus.at(-1)
}

function look() {
  return {
    pid: process.pid,
    menu: openMenu()?.items.flatMap(({ label }) => label ?? []) ?? [],
    tooltip: world.trays[0]?.tooltip ?? null,
    questions: world.questions.map(({ options }) => options.message),
    notifications: world.notifications.map(({ title }) => title),
    isInstalled: world.update.isInstalled,
  }
}

function act(path: string, words: URLSearchParams): void {
  if (path === '/click') openMenu()!.click(words.get('label')!)
  if (path === '/answer') world.questions.shift()!.answer(Number(words.get('button')))
  if (path === '/quit') app.quit()
}

function write(name: string, content: string): void {
  writeFileSync(join(folder, `${name}.draft`), content)
  renameSync(join(folder, `${name}.draft`), join(folder, name))
}

const control = createServer((request, response) => {
  try {
    const { pathname, searchParams } = new URL(request.url!, 'http://desktop')
    if (request.method === 'POST') act(pathname, searchParams)
    response.end(JSON.stringify(look()))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
control.listen(0, '127.0.0.1', () =>
  write(`${version}.port`, String((control.address() as AddressInfo).port)),
)
world.events.on('exit', (code: number) => {
  write(`${version}.end`, JSON.stringify({ ...look(), code }))
  process.exit(code)
})

// One that the updater started has no parent that would end it: it ends with the test, which takes this folder away.
setInterval(() => {
  if (!existsSync(join(folder, 'resources'))) process.exit(1)
}, 1_000).unref()

createRequire(import.meta.url)(join(root, 'dist/main/main.cjs'))
await launch()
