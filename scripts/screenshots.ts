import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { screensOf } from './screenshots/all-screens.ts'
import { lengthenHistory } from './screenshots/long-history.ts'
import { openPictureOven } from './screenshots/oven-for-pictures.ts'
import { sampleJobs } from './screenshots/sample-jobs.ts'
import { bakeHistory, makeShop, writeStandInLogins } from './screenshots/seed-oven.ts'
import { launchBrowser, takePictures } from './screenshots/take-pictures.ts'
import { projectRoot } from './setup/project-root.mjs'

// `npm run screenshots [folder] [names…]`: fills an oven with a believable week and takes a picture of every screen, in
// light and dark and two sizes. `--keep` works in the oven that the last time left behind.
const words = process.argv.slice(2)
const keep = words.includes('--keep')
const [folder = join(projectRoot, 'docs/screenshots'), ...only] = words.filter(
  (word) => !word.startsWith('--'),
)
const scratch = join(tmpdir(), 'agent-oven-screenshots')
const home = join(scratch, 'oven')
const rendererFolder = join(scratch, 'renderer')

if (!keep) rmSync(scratch, { recursive: true, force: true })
mkdirSync(scratch, { recursive: true })
await build({
  configFile: join(projectRoot, 'vite.renderer.config.ts'),
  logLevel: 'warn',
  build: { outDir: rendererFolder, emptyOutDir: true },
})
if (!keep) {
  writeStandInLogins(scratch, home)
  const repo = await makeShop(join(scratch, 'shop'), join(projectRoot, 'images/sample-repository'))
  const first = await openPictureOven({ home, rendererFolder })
  await bakeHistory(first, repo)
  await first.close()
  lengthenHistory(
    first.database,
    sampleJobs(repo).map(({ id, name, type }) => ({ id, name, type })),
  )
}
const oven = await openPictureOven({ home, rendererFolder })
const browser = await launchBrowser()
try {
  const screens = await screensOf(oven)
  const troubles = await takePictures({
    browser,
    openAddress: oven.openAddress,
    folder,
    screens: only.length === 0 ? screens : screens.filter(({ name }) => only.includes(name)),
  })
  for (const trouble of new Set(troubles)) console.error(trouble)
  process.exitCode = troubles.length === 0 ? 0 : 1
} finally {
  await browser.close()
  await oven.close()
}
