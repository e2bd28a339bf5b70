import { buildPart, type Part, staleParts } from './build/build-part.ts'
import { ensureEngine } from './setup/engine.mjs'
import { projectRoot } from './setup/project-root.mjs'
import { runForeground } from './setup/run-foreground.mjs'
import { SetupError, step } from './setup/step.mjs'
import { findElectron, hasDisplay, installElectron } from './start/electron-runtime.ts'

// The app: in the menu bar where there is a display and an Electron runtime, else headless with its address printed.
// `--headless` asks for the second; other words go to the app.
const words = process.argv.slice(2).filter((word) => word !== '--headless' && word !== '--yes')
const headless = process.argv.includes('--headless')

try {
  await ensureEngine({ yes: process.argv.includes('--yes') })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(
    `${error.explanation}\nStarting all the same: the app shows this, and runs wait for an engine.`,
  )
}

const electron =
  headless || !hasDisplay() ? null : (findElectron(projectRoot) ?? (await installElectron(projectRoot)))
const NAMES: Record<Part, string> = {
  renderer: 'the window',
  host: 'the headless host',
  main: "the app's main part",
  preload: "the app's preload part",
}
for (const part of staleParts(projectRoot, electron ? ['renderer', 'main', 'preload'] : ['renderer', 'host']))
  await step(`Building ${NAMES[part]}`, () => buildPart(projectRoot, part))

if (electron) {
  process.exitCode = await runForeground(electron, [projectRoot, ...words], { cwd: projectRoot })
} else {
  if (!headless)
    console.error(
      `No ${hasDisplay() ? 'Electron runtime' : 'display'} here: starting without a desktop (oven serve).`,
    )
  process.exitCode = await runForeground(process.execPath, ['dist/host/oven.mjs', 'serve', ...words], {
    cwd: projectRoot,
  })
}
