import { expect, it } from 'vitest'
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
