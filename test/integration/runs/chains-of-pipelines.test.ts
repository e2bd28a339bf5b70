import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

// Pipelines that are no rehearsals, in the rehearsal's image: everything is real but the agent.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 })

const folder = mkdtempSync(join(tmpdir(), 'oven-chained-'))
const home = join(folder, 'oven')
let oven: TestOven
let image: string
let remote: string

beforeAll(async () => {
  execFileSync('chmod', ['a+rx', folder])
  const claude = join(folder, 'claude')
  for (const each of [home, claude, join(folder, 'good'), join(folder, 'bad')]) mkdirSync(each)
  const claudeAiOauth = { accessToken: 'sk-ant-oat01-chained', expiresAt: Date.now() + 8 * 3_600_000 }
  writeFileSync(join(claude, '.credentials.json'), JSON.stringify({ claudeAiOauth }))
  const config = { auth: { claudeCredPath: claude }, pipeline: { image: 'agent-oven/rehearsal' } }
  writeFileSync(join(home, 'config.json'), JSON.stringify(config))
  image = await ensureTinyImage()
  oven = await openTestOven({ home })
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
  const good = makePipelineRepo(join(folder, 'good'), [{ name: 'review' }])
  const bad = makePipelineRepo(join(folder, 'bad'), [{ name: 'review', rehearse: 'fail' }])
  remote = good.remote
  const pipeline = { type: 'agent-pipeline', pipeline: 'review' }
  oven.add({ ...pipeline, id: 'review', source: { repo: good.path } })
  oven.add({ ...pipeline, id: 'broken', source: { repo: bad.path } })
})
afterAll(async () => {
  await oven?.close()
  rmSync(folder, { recursive: true, force: true })
})

const shell = (script: string) => ({ image, command: ['sh', '-c', script] })
const runsOf = (jobId: string) => oven.services.history.list({ jobId }, { limit: 5 }).runs
const linksOf = (jobId: string) => oven.services.chains.list({ jobId, limit: 5 })

async function toldTo(jobId: string) {
  await expect.poll(() => runsOf(jobId), { timeout: 60_000 }).toHaveLength(1)
  const run = await oven.finished(runsOf(jobId)[0]!.id)
  const line = (await oven.log(run.id)).split('\n').find((each) => each.includes('"trigger":"chain"'))!
  return { run, parent: JSON.parse(line.slice(line.indexOf('{"trigger"'))).parent }
}

test('what follows a pipeline is told its outcome and its branches, which are there to be fetched', async () => {
  oven.add({ id: 'merge', after: { job: 'review' }, ...shell('cat $OVEN_PAYLOAD') })
  oven.add({ id: 'off', enabled: false, after: { job: 'review' }, ...shell('true') })
  oven.add({ id: 'alarm', after: { job: 'review', on: ['failed'] }, ...shell('true') })
  const review = await oven.bake('review')
  expect(review).toMatchObject({ outcome: 'succeeded', rehearsal: false })
  const { run, parent } = await toldTo('merge')
  expect(run).toMatchObject({ outcome: 'succeeded', trigger: 'chain', chainedFrom: { id: review.id } })
  expect(parent).toMatchObject({ runId: review.id, jobId: 'review', outcome: 'succeeded', isComplete: true })
  expect(parent.branches).toEqual(review.branches)
  expect(parent.branches).toHaveLength(1)
  const head = execFileSync('git', ['-C', remote, 'rev-parse', `refs/heads/${parent.branches[0].name}`], {
    encoding: 'utf8',
  }).trim()
  expect(parent.branches[0].commit).toBe(head)
  // The one that was off is not run, and says why where one would look for it; the one for failures was not asked for.
  expect(runsOf('off')).toEqual([])
  expect(linksOf('off')).toMatchObject([{ parent: { id: review.id }, run: null, cause: 'disabled' }])
  expect(linksOf('merge')).toMatchObject([{ parent: { outcome: 'succeeded' }, run: { id: run.id } }])
  expect([runsOf('alarm'), linksOf('alarm')]).toEqual([[], []])
})

test('a pipeline that fails is followed by what is for failures, and by nothing else', async () => {
  oven.add({ id: 'mend', after: { job: 'broken', on: ['failed'] }, ...shell('cat $OVEN_PAYLOAD') })
  oven.add({ id: 'ship', after: { job: 'broken' }, ...shell('true') })
  const broken = await oven.bake('broken')
  expect(broken.outcome).toBe('failed')
  const { run, parent } = await toldTo('mend')
  expect(run.outcome).toBe('succeeded')
  expect(parent).toMatchObject({ runId: broken.id, outcome: 'failed', error: { code: broken.error!.code } })
  expect(runsOf('ship')).toEqual([])
})

test('a circle is refused in a whole sentence', () => {
  oven.add({ id: 'one', ...shell('true') })
  oven.add({ id: 'two', after: { job: 'one' }, ...shell('true') })
  expect(() => oven.services.jobs.update('one', { after: { job: 'two' } })).toThrow(/^.*one.*two.*one.*\.$/)
  expect(oven.services.jobs.find('one')!.after).toBeUndefined()
})
