import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary } from '../../../contract/index.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let image: string

beforeAll(async () => {
  image = await ensureTinyImage()
  oven = await openTestOven()
})
afterAll(async () => {
  await oven.close()
})

const docker = (...words: string[]) => execFileSync('docker', words, { encoding: 'utf8' })
const sh = (script: string) => ({ image, command: ['sh', '-c', script] })

async function runOf(jobId: string): Promise<RunSummary> {
  const found = () => oven.services.history.list({ jobId }, { limit: 5 }).runs
  await expect.poll(found, { timeout: 60_000 }).toHaveLength(1)
  return found()[0]!
}

test('a line of three containers: each is told of the one before it, and none begins that was not asked for', async () => {
  oven.add({ id: 'build', ...sh('echo building; exit 7') })
  oven.add({ id: 'mend', after: { job: 'build', on: ['failed'] }, ...sh('cat $OVEN_PAYLOAD') })
  oven.add({ id: 'tell', after: { job: 'mend', on: ['finished'] }, ...sh('cat $OVEN_PAYLOAD') })
  oven.add({ id: 'deploy', after: { job: 'build' }, ...sh('true') })
  const build = await oven.bake('build')
  expect([build.outcome, build.exitCode]).toEqual(['failed', 7])
  const mend = await oven.finished((await runOf('mend')).id)
  const tell = await oven.finished((await runOf('tell')).id)
  expect([mend.outcome, mend.trigger, tell.outcome, tell.trigger]).toEqual([
    'succeeded',
    'chain',
    'succeeded',
    'chain',
  ])
  expect(mend.chainedFrom).toMatchObject({ id: build.id, jobId: 'build', number: 1 })
  expect(tell.chainedFrom).toMatchObject({ id: mend.id, jobId: 'mend', number: 1 })
  const told = async (run: RunSummary) => {
    const line = (await oven.log(run.id)).split('\n').find((each) => each.includes('"trigger":"chain"'))
    return JSON.parse(line!.slice(line!.indexOf('{"trigger"'))).parent
  }
  expect(await told(mend)).toMatchObject({
    runId: build.id,
    outcome: 'failed',
    verdict: 'failed',
    exitCode: 7,
  })
  expect(await told(tell)).toMatchObject({ runId: mend.id, jobId: 'mend', outcome: 'succeeded', exitCode: 0 })
  expect(await oven.log(build.id)).toContain('"mend" follows as #1.')
  expect(oven.services.history.show(build.id).followers).toMatchObject([
    { jobId: 'mend', run: { id: mend.id } },
  ])
  expect(oven.services.history.list({ jobId: 'deploy' }, { limit: 5 }).runs).toEqual([])
  const ours = `label=agent-oven.install=${oven.installId}`
  expect(docker('ps', '-aq', '--filter', ours) + docker('volume', 'ls', '-q', '--filter', ours)).toBe('')
})
