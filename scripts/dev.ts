import { projectRoot } from './setup/project-root.mjs'
import { runForeground } from './setup/run-foreground.mjs'
import { findElectron, hasDisplay, installElectron } from './start/electron-runtime.ts'

// `npm run dev`: the app with reload, by Electron Forge. Forge itself ends with a bare stack where there is no runtime.

async function whyNot(): Promise<string | null> {
  if (!hasDisplay()) return 'There is no display here for the app to be shown on.'
  if ((findElectron(projectRoot) ?? (await installElectron(projectRoot))) !== null) return null
  return 'The app cannot be developed without Electron’s runtime, which comes from github.com, or from where ELECTRON_MIRROR says.'
}

const reason = await whyNot()
if (reason === null)
  process.exitCode = await runForeground(
    process.execPath,
    ['node_modules/@electron-forge/cli/dist/electron-forge.js', 'start', ...process.argv.slice(2)],
    { cwd: projectRoot },
  )
else {
  console.error(
    `${reason}\n→ \`npm start\` starts the oven without a desktop, with the same window in a browser.`,
  )
  process.exitCode = 1
}
