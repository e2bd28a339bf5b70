import { build, type CliOptions } from 'electron-builder'
import packageFile from '../package.json' with { type: 'json' }
import { buildPart, PARTS } from './build/build-part.ts'
import { planDistribution, publishingFault } from './pack/distribution.ts'
import { explainPackFailure } from './pack/explain-pack-failure.ts'
import { placeNotaryKey } from './pack/notary-key.ts'
import { stageProgram } from './pack/stage-program.ts'
import { projectRoot } from './setup/project-root.mjs'
import { step } from './setup/step.mjs'

// `npm run dist`: what is handed out, into out/dist. For the system it runs on; `--linux` or `--mac` name one, `--dir`
// stops at the unpacked app, `--signed` refuses to make an unsigned one, `--publish` uploads (for release.yml).
const words = process.argv.slice(2)
const has = (word: string) => words.includes(`--${word}`)

const removeNotaryKey = placeNotaryKey(process.env)
const { config, updates, signed, notarised } = planDistribution(projectRoot, process.env)
console.log(
  `The app is ${signed ? (notarised ? 'signed and notarised' : 'signed, but not notarised') : 'not signed (no CSC_LINK or CSC_NAME)'}; ` +
    `it ${updates === null ? 'knows no place for updates' : `finds updates at ${updates.provider === 'generic' ? updates.url : `github.com/${updates.owner}/${updates.repo}`}`}.`,
)
const fault = has('publish') ? publishingFault(String(packageFile.version), process.env) : null
if (fault !== null || (has('signed') && !notarised)) {
  console.error(
    fault ?? 'This build must be signed and notarised, but certificates are missing: docs/releasing.md.',
  )
  removeNotaryKey()
  process.exit(1)
}
for (const part of PARTS) await step(`Building ${part}`, () => buildPart(projectRoot, part))
stageProgram(projectRoot)

const isMac = has('mac') || (!has('linux') && process.platform === 'darwin')
const options: CliOptions = {
  projectDir: projectRoot,
  config,
  publish: has('publish') ? 'always' : 'never',
  ...(isMac ? { mac: [] } : { linux: [] }),
  ...(has('dir') ? { dir: true } : {}),
}
try {
  for (const path of await build(options)) console.log(path)
} catch (error) {
  const what = `Electron’s runtime for ${isMac ? 'darwin' : 'linux'}, or a tool of electron-builder,`
  const explained = explainPackFailure(error, what)
  if (explained === null) throw error
  console.error(explained)
  process.exitCode = 1
} finally {
  removeNotaryKey()
}
