import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'

// Runs that are no rehearsals, in the rehearsal's image: everything is real but the agent.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const folder = mkdtempSync(join(tmpdir(), 'oven-refused-'))
const home = join(folder, 'oven')
const claude = join(folder, 'claude')
let oven: TestOven

beforeAll(async () => {
  execFileSync('chmod', ['a+rx', folder])
  mkdirSync(home)
  mkdirSync(claude)
  const config = { auth: { claudeCredPath: claude }, pipeline: { image: 'agent-oven/rehearsal' } }
  writeFileSync(join(home, 'config.json'), JSON.stringify(config))
  oven = await openTestOven({ home })
  for await (const _ of oven.services.images.build({ name: 'rehearsal' })) {
    // waited for
  }
})
afterAll(async () => {
  await oven.close()
  rmSync(folder, { recursive: true, force: true })
})

function signIn(expiresAt: number): void {
  const claudeAiOauth = { accessToken: 'sk-ant-oat01-canary-refused', refreshToken: 'r', expiresAt }
  writeFileSync(join(claude, '.credentials.json'), JSON.stringify({ claudeAiOauth }))
}

const containers = () =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=agent-oven.install=${oven.installId}`], {
    encoding: 'utf8',
  })

test('a missed login blocks before any container, is told once, and the missed run happens when it is there again', async () => {
  const repo = makePipelineRepo(folder, [{ name: 'review' }])
  const id = 'tonight'
  const due = new Date(Math.ceil(Date.now() / 1000) * 1000 + 4000).toISOString()
  oven.add({
    type: 'agent-pipeline',
    id,
    source: { repo: repo.path },
    pipeline: 'review',
    schedule: { type: 'once', datetime: due },
  })
  const slots = () => oven.services.slots.list({ jobId: id, limit: 10 })
  await vi.waitFor(() => expect(slots()[0]).toMatchObject({ state: 'skipped', cause: 'auth' }), {
    timeout: 90_000,
  })
  const blocked = oven.services.runs.resolve(`${id}#1`)
  expect(blocked).toMatchObject({
    outcome: 'blocked',
    verdict: 'blocked',
    startedAt: null,
    error: { code: 'login-missing', hint: expect.stringContaining('claude auth login') },
  })
  expect(containers()).toBe('')
  expect(oven.notifications.map(({ title }) => title)).toEqual([expect.stringContaining('#1: blocked')])

  expect(await oven.bake(id)).toMatchObject({ outcome: 'blocked', error: { code: 'login-missing' } })
  expect(oven.notifications).toHaveLength(1)
  const [before] = await oven.services.readiness.show({ jobId: id, fresh: true })
  expect(before).toMatchObject({
    state: 'blocked',
    reasons: [expect.objectContaining({ code: 'login-missing' })],
  })
  expect(oven.services.jobs.show(id).readiness?.state).toBe('blocked')

  signIn(Date.now() + 8 * 3_600_000)
  const [after] = await oven.services.readiness.show({ jobId: id, fresh: true })
  expect(after!.state).not.toBe('blocked')
  await vi.waitFor(() => expect(slots()[0]).toMatchObject({ state: 'ran' }), {
    timeout: 90_000,
  })
  const made = slots()[0]!.runId!
  const run = await oven.finished(made)
  expect(run).toMatchObject({ outcome: 'succeeded', trigger: 'catch-up', number: 3, rehearsal: false })
  const log = await oven.log(made)
  expect(log).not.toContain('canary')
  const [login] = (await oven.services.credentials.list()).filter(
    ({ id: name }) => name === 'claude:host-login',
  )
  expect(login).toMatchObject({ status: 'worked', usedBy: [id], lastWorkedAt: expect.any(String) })
})

test('a login that ends while the run may be at work is told in its log; one about to end blocks', async () => {
  signIn(Date.now() + 10 * 60_000)
  // What passed is believed for a minute.
  await oven.services.readiness.show({ jobId: 'tonight', fresh: true })
  const run = await oven.bake('tonight')
  expect(run.outcome).toBe('succeeded')
  expect(await oven.log(run.id)).toContain('Any use of Claude Code on this machine renews it.')
  expect(await oven.services.readiness.show({ jobId: 'tonight', fresh: true })).toMatchObject([
    { state: 'at-risk', reasons: [{ code: 'login-ending' }] },
  ])
  signIn(Date.now() + 60_000)
  await oven.services.readiness.show({ jobId: 'tonight', fresh: true })
  expect(await oven.bake('tonight')).toMatchObject({ outcome: 'blocked', error: { code: 'login-expired' } })
  signIn(Date.now() - 60_000)
  await oven.services.readiness.show({ jobId: 'tonight', fresh: true })
  const expired = await oven.bake('tonight')
  expect(expired.error?.message).toContain('Claude login expired')
})
