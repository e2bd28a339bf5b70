import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire, registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// An update of the app from a server on this machine, by the real electron-updater with the stand-in for `electron`. Says on
// standard output what came of it, as one line of JSON. Usage: node update-story.ts <folder> <what the server hands out:
// newer | same | damaged | nothing>

const [folder, serves] = process.argv.slice(2) as [string, string]
const double = pathToFileURL(join(import.meta.dirname, 'electron-double/index.ts')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
})
const { world } = await import('./electron-double/world.ts')
const { app } = await import('./electron-double/app.ts')
const { launch } = await import('./electron-double/launch.ts')
const { createUpdates } = await import('../../electron/updates.ts')

const zip = Buffer.from('the next version of the app, as far as anybody here can tell')
const version = serves === 'same' ? '0.0.0-double' : '9.9.9'
const name = `agent-oven-${version}-mac-x64.zip`
const requests: string[] = []
const server = createServer((request, response) => {
  const path = new URL(request.url!, 'http://feed').pathname
  requests.push(path)
  if (serves === 'nothing') return response.writeHead(503).end()
  // The file is named after the system that asks: this test runs on all.
  if (/^\/latest-(mac|linux)\.yml$/.test(path)) {
    const sha512 = createHash('sha512').update(zip).digest('base64')
    const file = `url: ${name}\n    sha512: ${sha512}\n    size: ${zip.length}`
    return response.end(
      `version: ${version}\nfiles:\n  - ${file}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-01-05T02:00:00.000Z'\n`,
    )
  }
  if (path === `/${name}`) return response.end(serves === 'damaged' ? Buffer.alloc(zip.length) : zip)
  response.writeHead(404).end()
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo

mkdirSync(folder, { recursive: true })
world.userData = join(folder, 'user-data')
world.appPath = folder
world.isPackaged = true
const feed = `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: oven-update-test\n`
writeFileSync(join(folder, 'app-update.yml'), feed)
Object.assign(process, { resourcesPath: folder })
await launch()

const { openUpdater } = await import('../../electron/open-updater.ts')
const { MacUpdater } = createRequire(import.meta.url)('electron-updater')
const quiet = () => {}
const { updater, unsupported } = openUpdater({
  isPackaged: true,
  resourcesFolder: folder,
  platform: 'darwin',
  env: {},
  log: { info: quiet, warn: quiet, error: quiet, debug: quiet } as never,
})
const told: string[] = []
const offers: string[] = []
const updates = createUpdates({
  updater,
  unsupported,
  version: app.getVersion(),
  now: Date.now,
  log: quiet,
  beforeInstall: () => told.push('quitting'),
  onOffer: (offered) => offers.push(offered),
})
updates.onChange(({ status }) => told.at(-1) !== status && told.push(status))

updates.setActiveRuns(2)
await updates.check()
const fetchedByChecking = requests.filter((path) => path.endsWith('.zip')).length
updates.install()
const settled = new Promise<void>((resolve) => {
  const done = ['waiting', 'failed', 'idle']
  if (done.includes(updates.state().status)) resolve()
  updates.onChange(({ status }) => done.includes(status) && resolve())
})
await settled
const whileRunsWereActive = { status: updates.state().status, isInstalled: world.update.isInstalled }
updates.setActiveRuns(0)
const endAt = Date.now() + 60_000
while (updates.state().status === 'installing' && !world.update.isInstalled && Date.now() < endAt)
  await new Promise((resolve) => setTimeout(resolve, 20))
console.log(
  JSON.stringify({
    isReal: updater instanceof MacUpdater,
    offers,
    told,
    fetchedByChecking,
    whileRunsWereActive,
    isInstalled: world.update.isInstalled,
    isSame: world.update.bytes?.equals(zip) ?? false,
    problem: updates.state().problem,
    config: readFileSync(join(folder, 'app-update.yml'), 'utf8') === feed,
  }),
)
process.exit(0)
