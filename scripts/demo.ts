import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeSampleRepository } from '../adapters/git/sample-repository.ts'
import type { OvenImage, Run, RunSummary } from '../contract/index.ts'
import { checkArrival } from './demo/arrival.ts'
import { git } from './demo/git.ts'
import { ovenCommand } from './demo/oven-command.ts'
import { projectRoot } from './setup/project-root.mjs'
import { withSetupLock } from './setup/setup-lock.mjs'
import { step } from './setup/step.mjs'

// `npm run demo`: bakes a pipeline as a rehearsal, from a fresh clone. In a folder and an oven of its own, so that the
// user's oven is not touched.
const JOB = 'demo-nightly-review'
const IMAGE = 'agent-oven/rehearsal'
const folder =
  process.env.AGENT_OVEN_DEMO ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'agent-oven-demo')
const home = join(folder, 'oven')
const oven = ovenCommand({ root: projectRoot, home })

try {
  const onWait = (pid: number) => console.error(`Waiting for another demo to end (process ${pid}) …`)
  process.exitCode = await withSetupLock(join(folder, 'demo.lock'), bake, { onWait })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function bake(): Promise<number> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const images = (await oven.ask('images', 'list')) as OvenImage[]
  const image = images.find((one) => one.name === IMAGE)
  if (!image?.present || image.upToDate === false) {
    const code = await buildImage()
    if (code !== 0) return code
  }

  const sample = await makeSampleRepository(folder, join(projectRoot, 'images', 'sample-repository'))
  console.log(
    `The sample: ${sample.path}, a tea shop with a nightly review of four stages; its remote: ${sample.remote}`,
  )

  if ((await oven.ask('jobs', 'show', JOB)) === null) {
    const file = join(folder, 'job.json')
    writeFileSync(file, `${JSON.stringify(jobFor(sample.path), null, 2)}\n`)
    const code = await oven.show('jobs', 'add', '--file', file)
    if (code !== 0) return code
  }

  const code = await oven.show('run', JOB, '--rehearse', '--wait')
  const { runs } = (await oven.ask('runs', 'list', '--job', JOB, '--limit', '1')) as { runs: RunSummary[] }
  const latest = runs[0]
  if (!latest) throw new Error('The history knows no run of the demo.')
  const run = (await oven.ask('runs', 'show', latest.id)) as Run
  if (code !== 0) {
    console.error(
      `\nThe run did not succeed. See: ${atHome(`npm run -s oven -- runs logs ${JOB}#${run.number}`)}`,
    )
    return code
  }

  const wrong = await checkArrival(run, sample.remote)
  if (wrong.length > 0) {
    console.error(`\nThe run says it succeeded, but:\n${wrong.join('\n')}`)
    return 1
  }
  const branches = run.branches.map((branch) => branch.name)
  console.log(`\nOn the remote now, seen with git (${sample.remote}):`)
  for (const branch of branches)
    console.log(await git(sample.remote, 'log', '--format=%h %s', branch, '^main'))
  console.log(`  on ${branches.join(', ')}

This was a rehearsal: no model was called, and the tokens and costs are made up. Where to look:
  the commits     git -C ${sample.remote} log -p ${branches[0]}
  the run         ${atHome(`npm run -s oven -- runs show ${JOB}#${run.number}`)}
  its window      ${atHome('npm start')}
The demo keeps to ${folder}; your own oven was not touched.`)
  return 0
}

/** On a terminal the command shows the engine's own progress; elsewhere a line now and then says that it goes on. */
function buildImage(): Promise<number> {
  const build = () => oven.show('images', 'build', 'rehearsal')
  return process.stderr.isTTY ? build() : step(`Building the image ${IMAGE} (once, a few minutes)`, build)
}

/** Disabled, so that a host opened in the demo's folder at night does not take it for a real job. */
function jobFor(repo: string) {
  return {
    type: 'agent-pipeline',
    id: JOB,
    name: 'Nightly review of the tea shop',
    source: { repo, branch: 'main' },
    pipeline: 'nightly-review',
    schedule: { type: 'cron', cron: '0 2 * * *' },
    enabled: false,
  }
}

function atHome(command: string): string {
  return `AGENT_OVEN_HOME=${home} ${command}`
}
