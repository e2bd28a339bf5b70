import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOven } from '../support/run-oven.ts'

let home: string
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'oven-tokens-'))
  const job = { type: 'docker', id: 'bake', image: 'x', command: ['true'], schedule: { type: 'manual' } }
  await oven(['jobs', 'add', '--file', '-'], JSON.stringify(job))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const oven = (words: string[], input?: string) => runOven(words, { home, ...(input && { input }) })

test('a token is made, listed masked, replaced and revoked', { timeout: 300_000 }, async () => {
  const made = await oven(['tokens', 'create', 'bake', '--label', 'CI', '--json'])
  expect(made.exitCode).toBe(0)
  const { token, value } = made.json as { token: { id: string; masked: string }; value: string }
  expect(value).toMatch(/^ovt_[\w-]{43}$/)
  const listed = await oven(['tokens', 'list'])
  expect(listed.stdout).toContain(token.id)
  expect(listed.stdout).toContain(token.masked)
  expect(listed.stdout).toContain('CI')
  expect(listed.stdout).not.toContain(value.slice(4, 20))
  const next = await oven(['tokens', 'rotate', token.id, '--grace', '60', '--json'])
  expect(next.json.token).toMatchObject({ jobId: 'bake', label: 'CI' })
  expect((await oven(['tokens', 'list', 'bake', '--json'])).json).toHaveLength(2)
  for (const { id } of (await oven(['tokens', 'list', 'bake', '--json'])).json as { id: string }[]) {
    expect((await oven(['tokens', 'revoke', id, '--yes'])).exitCode).toBe(0)
  }
  expect((await oven(['tokens', 'list'])).stdout).toContain('No job can be called from outside.')
})

test('a signing secret is shown once, and is in no file to be read', { timeout: 300_000 }, async () => {
  const made = await oven(['tokens', 'create', 'bake', '--secret'])
  const value = /whsec_\S+/.exec(made.stdout)![0]
  expect(made.stdout).toContain('It is not shown again')
  for (const file of ['secrets.json', 'oven.db', 'logs/host.log']) {
    try {
      expect(readFileSync(join(home, file), 'latin1')).not.toContain(value.slice(6, 30))
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOENT')
    }
  }
  expect((await oven(['secrets', 'list', '--json'])).json.secrets).toEqual([])
})

test('a token of the whole oven is made without a job, and listed as such', {
  timeout: 300_000,
}, async () => {
  const made = await oven(['tokens', 'create', '--oven', '--read', '--label', 'dashboard'])
  expect(made.stdout).toMatch(/^ovt_[\w-]{43}$/m)
  expect(made.stdout).toContain('can see everything that the window shows, and change nothing.')
  const all = await oven(['tokens', 'create', '--oven', '--json'])
  expect(all.json.token).toMatchObject({ jobId: null, kind: 'oven' })
  const listed = await oven(['tokens', 'list'])
  expect(listed.stdout).toMatch(/\(the oven\) +oven-read +\*{4}/)
  const ofBake = (await oven(['tokens', 'list', 'bake', '--json'])).json as { kind: string }[]
  expect(ofBake.filter(({ kind }) => kind.startsWith('oven'))).toEqual([])
  for (const { id } of (await oven(['tokens', 'list', '--json'])).json as { id: string }[]) {
    expect((await oven(['tokens', 'revoke', id, '--yes'])).exitCode).toBe(0)
  }
  for (const words of [['bake', '--oven'], ['--oven', '--secret'], ['bake', '--read'], []]) {
    expect([words, (await oven(['tokens', 'create', ...words])).exitCode]).toEqual([words, 2])
  }
})

test('mistakes are told', { timeout: 300_000 }, async () => {
  expect(await oven(['tokens', 'create', 'cake'])).toMatchObject({ exitCode: 4, stdout: '' })
  expect(await oven(['tokens', 'rotate', 'none', '--grace', 'soon'])).toMatchObject({ exitCode: 2 })
  expect(await oven(['tokens', 'revoke', 'none', '--yes'])).toMatchObject({ exitCode: 4 })
  const unsaid = await oven(['tokens', 'revoke', 'none'])
  expect([unsaid.exitCode, unsaid.stderr]).toEqual([2, expect.stringContaining('--yes')])
  expect(await oven(['webhooks', 'redeliver', 'none'])).toMatchObject({ exitCode: 4 })
})

test('where calls come in is said, and how to let them', { timeout: 300_000 }, async () => {
  const off = await oven(['webhooks', 'show'])
  expect(off.stdout).toContain('Calls from outside are not taken.')
  expect(off.stdout).toContain('oven config set server.enabled true')
  expect((await oven(['config', 'set', 'server.enabled', 'true'])).exitCode).toBe(0)
  expect((await oven(['webhooks', 'show', '--json'])).json).toMatchObject({
    enabled: true,
    port: 3847,
    host: '127.0.0.1',
    address: null,
  })
  const secretless = (await oven(['webhooks', 'show'])).stdout
  expect(secretless).toContain('GitHub sends its webhooks to http://127.0.0.1:3847/api/github.')
  expect(secretless).toContain('`oven secrets set GITHUB_WEBHOOK_SECRET` sets it')
  expect((await oven(['webhooks', 'list'])).stdout).toContain('No calls.')
})
