import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../setup/project-root.mjs'
import { planDistribution } from './distribution.ts'

// `npm run test:packed`, on a Mac after `npm run dist`: what only a Mac can say about the app in out/dist. `--signed` also
// wants Apple's word for it.

const out = join(projectRoot, 'out/dist')
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
const apps = existsSync(out)
  ? readdirSync(out)
      .filter((name) => name.startsWith('mac'))
      .map((name) => join(out, name, 'Agent Oven.app'))
  : []
if (process.platform !== 'darwin' || apps.length === 0) {
  console.error('There is no packed Mac app here. On a Mac, run `npm run dist` first.')
  process.exit(1)
}

let failed = 0
function check(what: string, program: string, ...words: string[]): string {
  try {
    const said = execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    console.log(`ok      ${what}`)
    return said.trim()
  } catch (error) {
    failed += 1
    const { stderr, message } = error as { stderr?: string; message: string }
    console.log(`FAILED  ${what}: ${stderr?.trim() || message}`)
    return ''
  }
}

for (const app of apps) {
  const name = app.slice(out.length + 1)
  check(`${name}: Info.plist is well-formed`, 'plutil', '-lint', join(app, 'Contents/Info.plist'))
  check(`${name}: the signature holds`, 'codesign', '--verify', '--deep', '--strict', app)
  if (process.argv.includes('--signed')) {
    check(`${name}: Gatekeeper lets it in`, 'spctl', '--assess', '--type', 'execute', app)
    check(`${name}: the notary’s ticket is stapled`, 'xcrun', 'stapler', 'validate', app)
  }
  // The other kind of Mac’s needs Rosetta, which a hosted one may not have.
  const isForHere = app.includes('mac-arm64') === (process.arch === 'arm64')
  if (!isForHere) continue
  const said = check(
    `${name}: the command answers`,
    join(app, 'Contents/Resources/oven/bin/oven'),
    '--version',
  )
  if (said !== version) {
    failed += 1
    console.log(`FAILED  ${name}: the command says ${said || 'nothing'}, not ${version}`)
  }
}
for (const kind of ['dmg', 'zip'])
  for (const arch of ['arm64', 'x64']) {
    const file = `agent-oven-${version}-mac-${arch}.${kind}`
    if (existsSync(join(out, file))) console.log(`ok      ${file}`)
    else {
      failed += 1
      console.log(`FAILED  ${file} is not there`)
    }
  }
// What installed apps read of an update must be what they will fetch.
if (planDistribution(projectRoot, process.env).updates !== null) {
  const digest = (path: string) => createHash('sha512').update(readFileSync(path)).digest('base64')
  const told = (existsSync(join(out, 'latest-mac.yml')) &&
    parse(readFileSync(join(out, 'latest-mac.yml'), 'utf8'))) as
    | {
        version: string
        files: { url: string; sha512: string }[]
      }
    | false
  const isTrue =
    told !== false &&
    told.version === version &&
    told.files.length >= 2 &&
    told.files.every(({ url, sha512 }) => existsSync(join(out, url)) && digest(join(out, url)) === sha512)
  if (!isTrue) failed += 1
  console.log(`${isTrue ? 'ok    ' : 'FAILED'}  latest-mac.yml says what lies beside it`)
}
process.exitCode = failed === 0 ? 0 : 1
