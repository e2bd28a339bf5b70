#!/usr/bin/env node
// Plain JavaScript on purpose: it must run, and say what is wrong, on a Node too old for the rest.
import module from 'node:module'
import { homedir } from 'node:os'

const [major, minor] = process.versions.node.split('.').map(Number)
// The app runs this by its own Node, of an Electron that it was tested with.
const recent =
  'electron' in process.versions ||
  major >= 26 ||
  (major === 24 && minor >= 15) ||
  (major === 22 && minor >= 22)

// Programs that the oven starts, Electron apps among them, are not meant by it.
delete process.env.ELECTRON_RUN_AS_NODE

if (recent) {
  // Parsed and type-stripped sources are kept, so that the next start takes little longer than Node itself. Not in the
  // default place below /tmp: what lies there could have been put there by another user.
  module.enableCompileCache(`${process.env.XDG_CACHE_HOME || `${homedir()}/.cache`}/agent-oven/compiled`)
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
} else {
  process.stderr.write(
    `error: Agent Oven needs Node 22.22, 24.15, 26 or newer; this is Node ${process.versions.node}.\n` +
      'hint: In a checkout, `npm run -s oven -- …` brings the right one; elsewhere install it from https://nodejs.org.\n',
  )
  process.exitCode = 1
}
