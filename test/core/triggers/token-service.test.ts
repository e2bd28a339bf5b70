import { expect, it } from 'vitest'
import { boundServices } from '../../../core/triggers/bound-services.ts'
import { signHub } from '../../../core/triggers/signature.ts'
import { openTriggerFixture } from './trigger-fixture.ts'

const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return [(error as { status: number }).status, (error as { code: string }).code]
  }
  return 'taken'
}

function setUp() {
  const fixture = openTriggerFixture()
  fixture.addJob({ id: 'bake' })
  fixture.addJob({ id: 'fry' })
  return fixture
}

it('answers a value of 256 bits once, and keeps no more than its hash and its end', async () => {
  const { tokens, database } = setUp()
  const { token, value } = await tokens.create({ jobId: 'bake', kind: 'token', label: 'CI' })
  expect(value).toMatch(/^ovt_[\w-]{43}$/)
  expect(Buffer.from(value.slice(4), 'base64url')).toHaveLength(32)
  expect(token).toMatchObject({ jobId: 'bake', kind: 'token', label: 'CI', uses: 0, lastUsedAt: null })
  expect(token.masked).toMatch(/^\*{4}[A-Za-z0-9]{4}$/)
  const kept = JSON.stringify(database.prepare('SELECT * FROM job_tokens').all())
  expect(kept).not.toContain(value.slice(4, 30))
  expect(JSON.stringify(tokens.list())).not.toContain('sha256')
})

it('keeps a signing secret sealed in the vault, under a name that no job can use', async () => {
  const { tokens, file, database, vault } = setUp()
  const { token, value } = await tokens.create({ jobId: 'bake', kind: 'secret' })
  expect(value).toMatch(/^whsec_/)
  expect(Buffer.from(value.slice(6), 'base64')).toHaveLength(32)
  expect(file.text).not.toContain(value.slice(6, 30))
  expect(JSON.stringify(database.prepare('SELECT * FROM job_tokens').all())).not.toContain(value.slice(6, 30))
  expect(vault.names()).toEqual([`webhook:${token.id}`])
  expect((await tokens.signingSecrets('bake')).map((each) => each.value)).toEqual([value])
  const { writes } = file
  await tokens.signingSecrets('bake')
  expect(file.writes).toBe(writes)
  await tokens.revoke(token.id)
  expect(vault.names()).toEqual([])
  expect(await tokens.signingSecrets('bake')).toEqual([])
})

it('knows its own token, another job’s, a revoked one and none at all', async () => {
  const { tokens } = setUp()
  const bake = await tokens.create({ jobId: 'bake', kind: 'token' })
  const fry = await tokens.create({ jobId: 'fry', kind: 'token' })
  expect(tokens.authenticate(bake.value, 'bake').id).toBe(bake.token.id)
  expect(tokens.authenticate(bake.value).jobId).toBe('bake')
  expect(codeOf(() => tokens.authenticate(fry.value, 'bake'))).toEqual([403, 'token-of-another-job'])
  expect(codeOf(() => tokens.authenticate(`${bake.value}x`, 'bake'))).toEqual([401, 'token-unknown'])
  expect(codeOf(() => tokens.authenticate('', 'bake'))).toEqual([401, 'token-unknown'])
  await tokens.revoke(fry.token.id)
  expect(codeOf(() => tokens.authenticate(fry.value, 'bake'))).toEqual([401, 'token-unknown'])
})

it('does not take a signing secret for a token', async () => {
  const { tokens } = setUp()
  const secret = await tokens.create({ jobId: 'bake', kind: 'secret' })
  expect(codeOf(() => tokens.authenticate(secret.value, 'bake'))).toEqual([401, 'token-unknown'])
  expect(codeOf(() => tokens.authenticate(secret.value))).toEqual([401, 'token-unknown'])
})

it('puts another in its place: at once, or with a time of grace', async () => {
  const { tokens, clock } = setUp()
  const first = await tokens.create({ jobId: 'bake', kind: 'token', label: 'CI' })
  const second = await tokens.rotate({ id: first.token.id, graceSeconds: 60 })
  expect(second.token).toMatchObject({ jobId: 'bake', kind: 'token', label: 'CI', endsAt: null })
  expect(codeOf(() => tokens.authenticate(first.value, 'bake'))).toBe('taken')
  expect(tokens.list('bake').map(({ endsAt }) => endsAt)).toContain(
    new Date(clock.now() + 60_000).toISOString(),
  )
  await clock.advance(60_000)
  expect(codeOf(() => tokens.authenticate(first.value, 'bake'))).toEqual([401, 'token-ended'])
  expect(tokens.list('bake').map(({ id }) => id)).toEqual([second.token.id])
  const third = await tokens.rotate({ id: second.token.id, graceSeconds: 0 })
  expect(codeOf(() => tokens.authenticate(second.value, 'bake'))).toEqual([401, 'token-unknown'])
  expect(codeOf(() => tokens.authenticate(third.value, 'bake'))).toBe('taken')
})

it('takes calls signed with the old secret and the new one while both are good', async () => {
  const { tokens, ask, clock } = setUp()
  const first = await tokens.create({ jobId: 'bake', kind: 'secret' })
  const second = await tokens.rotate({ id: first.token.id, graceSeconds: 60 })
  const signed = (value: string, text: string) => {
    const body = Buffer.from(text)
    return ask({ body, signature: { hubSignature: signHub(body, value) } })
  }
  await signed(first.value, '1')
  await signed(second.value, '2')
  await clock.advance(61_000)
  await expect(signed(first.value, '3')).rejects.toMatchObject({ status: 401, code: 'signature-wrong' })
  await signed(second.value, '4')
})

it('forgets what was made for a job that is removed', async () => {
  const { tokens, vault } = setUp()
  const token = await tokens.create({ jobId: 'bake', kind: 'token' })
  await tokens.create({ jobId: 'bake', kind: 'secret' })
  const other = await tokens.create({ jobId: 'fry', kind: 'token' })
  await tokens.forgetJob('bake')
  expect(tokens.list().map(({ id }) => id)).toEqual([other.token.id])
  expect(vault.names()).toEqual([])
  expect(codeOf(() => tokens.authenticate(token.value, 'bake'))).toEqual([401, 'token-unknown'])
})

it('refuses tokens for no job, and more than anybody needs', async () => {
  const { tokens } = setUp()
  await expect(tokens.create({ jobId: 'cake', kind: 'token' })).rejects.toMatchObject({ kind: 'NOT_FOUND' })
  for (let count = 0; count < 50; count += 1) await tokens.create({ jobId: 'bake', kind: 'token' })
  await expect(tokens.create({ jobId: 'bake', kind: 'token' })).rejects.toMatchObject({ code: 'tokens-full' })
  await expect(tokens.revoke('none')).rejects.toMatchObject({ kind: 'NOT_FOUND' })
})

it('opens the whole oven with a token that is no job’s, for one of the oven is good for every job', async () => {
  const { tokens, clock } = setUp()
  const all = await tokens.create({ kind: 'oven', label: 'dashboard' })
  const reads = await tokens.create({ kind: 'oven-read' })
  expect(all.value).toMatch(/^ovt_[\w-]{43}$/)
  expect(all.token).toMatchObject({ jobId: null, kind: 'oven', label: 'dashboard' })
  expect(tokens.authenticate(all.value).kind).toBe('oven')
  expect(tokens.authenticate(all.value, 'bake').kind).toBe('oven')
  expect(tokens.authenticate(reads.value, 'bake').kind).toBe('oven-read')
  expect(tokens.list('bake')).toEqual([])
  expect(tokens.list().map(({ jobId }) => jobId)).toEqual([null, null])
  await tokens.forgetJob('bake')
  expect(tokens.list()).toHaveLength(2)
  const next = await tokens.rotate({ id: all.token.id, graceSeconds: 60 })
  expect(next.token).toMatchObject({ jobId: null, kind: 'oven', label: 'dashboard' })
  expect(tokens.authenticate(all.value).id).toBe(all.token.id)
  await clock.advance(60_000)
  expect(codeOf(() => tokens.authenticate(all.value))).toEqual([401, 'token-ended'])
  await tokens.revoke(next.token.id)
  expect(codeOf(() => tokens.authenticate(next.value))).toEqual([401, 'token-unknown'])
})

it('wants a job for what opens one, and none for what opens the oven', async () => {
  const { tokens } = setUp()
  for (const kind of ['token', 'secret'] as const) {
    await expect(tokens.create({ kind })).rejects.toMatchObject({ kind: 'INPUT_INVALID' })
  }
  for (const kind of ['oven', 'oven-read'] as const) {
    await expect(tokens.create({ jobId: 'bake', kind })).rejects.toMatchObject({ kind: 'INPUT_INVALID' })
  }
  expect(tokens.list()).toEqual([])
})

it('starts jobs with a token of the oven, but not with one that only reads', async () => {
  const { tokens, ask, runs } = setUp()
  const all = await tokens.create({ kind: 'oven' })
  const reads = await tokens.create({ kind: 'oven-read' })
  const { run } = await ask({ bearer: all.value })
  expect(runs.find(run.id)).toMatchObject({ trigger: 'api' })
  await expect(ask({ bearer: reads.value })).rejects.toMatchObject({ status: 403, code: 'token-reads-only' })
  expect(tokens.list().find(({ kind }) => kind === 'oven')).toMatchObject({ uses: 1 })
})

it('gives a token of the oven no power over tokens of its sort', async () => {
  const { tokens } = setUp()
  const all = await tokens.create({ kind: 'oven' })
  const job = await tokens.create({ jobId: 'bake', kind: 'token' })
  const { tokens: bound, other } = boundServices({ tokens, other: 1 })
  expect(other).toBe(1)
  const refused = { code: 'tokens-by-owner', kind: 'CONFLICT' }
  await expect(bound.create({ kind: 'oven' })).rejects.toMatchObject(refused)
  await expect(bound.create({ kind: 'oven-read' })).rejects.toMatchObject(refused)
  await expect(bound.rotate({ id: all.token.id, graceSeconds: 0 })).rejects.toMatchObject(refused)
  await expect(bound.revoke(all.token.id)).rejects.toMatchObject(refused)
  expect(tokens.list().map(({ id }) => id)).toEqual(expect.arrayContaining([all.token.id, job.token.id]))
  await bound.rotate({ id: job.token.id, graceSeconds: 60 })
  await bound.revoke(job.token.id)
  expect((await bound.create({ jobId: 'fry', kind: 'token' })).token.jobId).toBe('fry')
  await expect(bound.revoke('none')).rejects.toMatchObject({ kind: 'NOT_FOUND' })
})
