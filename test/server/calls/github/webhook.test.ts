import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Webhooks } from '@octokit/webhooks'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GithubAnswer } from '../../../../contract/index.ts'
import { factsOf } from '../../../../core/triggers/github/event-facts.ts'
import { eventKeyOf } from '../../../../core/triggers/github/event-key.ts'
import { exampleOf, examples } from '../../../core/triggers/github/github-fixture.ts'
import { type CallFixture, startCallFixture } from '../call-fixture.ts'

const SECRET = 'the secret that GitHub signs with'
const EVENTS = ['push', 'pull_request', 'issues', 'issue_comment', 'release', 'workflow_run']

let fixture: CallFixture
beforeAll(async () => {
  fixture = await startCallFixture({ perToken: 100_000, perAddress: 100_000 })
  await fixture.services.secrets.set({ name: 'GITHUB_WEBHOOK_SECRET', value: SECRET })
})
afterAll(() => fixture.close())

/** A job of the repository that asks for everything there is. */
function addJob(id: string, repo: string) {
  const known = EVENTS.flatMap((event) => examples.get(event)!)
  const actions = [...new Set(known.flatMap(({ action }) => action ?? []))]
  const on = EVENTS.map((event) => (event === 'push' ? { event } : { event, action: actions }))
  fixture.addJob({ id, github: { repo, by: 'anyone', on } })
}

let deliveries = 0
interface Sending {
  secret?: string | null
  headers?: Record<string, string>
  ask?: CallFixture['ask']
}

/** Sends what GitHub would, signed as it does. */
async function send(
  event: string,
  payload: unknown,
  { secret = SECRET, headers = {}, ask = fixture.ask }: Sending = {},
) {
  deliveries += 1
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return await ask('/api/github', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': `72d3162e-cc78-11e3-81ab-${deliveries}`,
      ...(secret !== null && { 'x-hub-signature-256': await new Webhooks({ secret }).sign(body) }),
      ...headers,
    },
  })
}

const runsOf = (jobId: string) => fixture.services.history.list({ jobId }, { limit: 500 }).runs
const historyOf = (jobId: string) => fixture.services.calls.list({ jobId }, { limit: 200 }).deliveries

describe('what GitHub really sends', () => {
  test('is a run of who asks for it, or begins nothing, and is never taken wrongly', async () => {
    const repos = new Map<string, string>()
    // Several examples tell of the very same event in other versions of GitHub.
    const meanings = new Set<string>()
    let takenCount = 0
    const seen = new Set<string>()
    for (const [name, payloads] of examples) {
      for (const payload of payloads) {
        const repo: string | undefined = payload.repository?.full_name
        if (EVENTS.includes(name) && repo && !repos.has(repo.toLowerCase())) {
          repos.set(repo.toLowerCase(), `job-${repos.size}`)
          addJob(repos.get(repo.toLowerCase())!, repo.toUpperCase())
        }
        const answer = await send(name, payload)
        const { outcome, jobs, why } = GithubAnswer.parse(answer.json)
        expect([name, answer.status]).toEqual([name, name === 'ping' ? 200 : 202])
        if (name === 'ping') expect(outcome).toBe('pong')
        else if (!EVENTS.includes(name) || factsOf(name, payload) === null) {
          expect([name, outcome, jobs]).toEqual([name, 'ignored', []])
          expect(why).not.toBe(null)
        } else {
          expect(['taken', 'duplicate']).toContain(outcome)
          expect(jobs).toEqual([repos.get(repo!.toLowerCase())])
          meanings.add(JSON.stringify([repo, eventKeyOf(name, payload)]))
          if (outcome === 'taken') takenCount += 1
          seen.add(name)
        }
      }
    }
    await fixture.services.github.settled()
    const runs = [...repos.values()].flatMap(runsOf)
    expect([...seen].sort()).toEqual([...EVENTS].sort())
    expect(meanings.size).toBeGreaterThan(35)
    expect([takenCount, runs.length]).toEqual([meanings.size, meanings.size])
    expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(new Set(['github']))
  })

  test('is taken at the window’s own port as well', async () => {
    addJob('window', 'octo/window')
    const payload = exampleOf('issues', 'opened')
    payload.repository.full_name = 'octo/window'
    expect((await send('issues', payload, { ask: fixture.askWindow })).status).toBe(202)
    await fixture.services.github.settled()
    expect(runsOf('window')).toHaveLength(1)
  })

  test('makes one run, however often it is sent', async () => {
    addJob('again', 'octo/again')
    const payload = exampleOf('issues', 'opened')
    payload.repository.full_name = 'octo/again'
    const answers = await Promise.all(Array.from({ length: 8 }, () => send('issues', payload)))
    await fixture.services.github.settled()
    const outcomes = answers.map(({ json }) => json.outcome)
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1)
    expect((await send('issues', payload)).json).toMatchObject({ outcome: 'duplicate', jobs: ['again'] })
    expect(runsOf('again')).toHaveLength(1)
    expect(historyOf('again').find(({ outcome }) => outcome === 'accepted')).toMatchObject({
      via: 'github',
      runId: runsOf('again')[0]!.id,
    })
  })
})

describe('what is refused', () => {
  const payload = () => exampleOf('issues', 'opened')

  test.each([
    ['signed with another secret', { secret: 'guessed' }, 401, 'signature-wrong'],
    ['not signed', { secret: null }, 401, 'signature-missing'],
    ['signed with nothing', { headers: { 'x-hub-signature-256': '' } }, 401, 'signature-missing'],
    [
      'signed as of old',
      { secret: null, headers: { 'x-hub-signature': 'sha1=00' } },
      401,
      'signature-missing',
    ],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'body-not-json'],
    ['without the name of an event', { headers: { 'x-github-event': '' } }, 400, 'event-unnamed'],
    ['with a name that is none', { headers: { 'x-github-event': 'a b' } }, 400, 'event-unnamed'],
    ['with a delivery that is not named', { headers: { 'x-github-delivery': '' } }, 400, 'event-unnamed'],
    ['from a page of another site', { headers: { origin: 'https://evil.example' } }, 403, 'FORBIDDEN'],
    ['by another name', { headers: { host: 'evil.example' } }, 421, 'MISDIRECTED_REQUEST'],
  ] satisfies [string, Sending, number, string][])('%s', async (_what, how, status, code) => {
    fixture.callFrom(`127.0.0.${10 + (deliveries % 200)}`)
    const answer = await send('issues', payload(), how)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(answer.json.message).toMatch(/^[A-Z].*\.$/)
    fixture.callFrom('127.0.0.1')
  })

  test('another body under the signature of one that was seen', async () => {
    fixture.callFrom('127.0.0.240')
    const body = JSON.stringify(payload())
    const signature = await new Webhooks({ secret: SECRET }).sign(body)
    const answer = await send('issues', body.replace('Codertocat', 'Codertocaz'), {
      headers: { 'x-hub-signature-256': signature },
    })
    expect(answer.status).toBe(401)
    fixture.callFrom('127.0.0.1')
  })

  test.each(['', '{', '[]', '"text"', 'null', '1'])('a signed body that is no object: %j', async (body) => {
    fixture.callFrom('127.0.0.241')
    const answer = await send('issues', body, {
      ...(body === '' && { secret: null, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }),
    })
    expect(answer.status).toBe(body === '' ? 401 : 400)
    fixture.callFrom('127.0.0.1')
  })

  test('asking for it in another way than with POST', async () => {
    const answer = await fixture.ask('/api/github')
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
    // How GitHub is asked is told beside it.
    const status = await fixture.ask('/api/github/status', {
      headers: { authorization: `Bearer ${fixture.ovenToken}` },
    })
    expect([status.status, status.json]).toEqual([200, { polls: expect.any(Array) }])
  })

  test('none of it is in anybody’s history, nor a run', async () => {
    addJob('strangers', 'codertocat/hello-strangers')
    const told = payload()
    told.repository.full_name = 'codertocat/hello-strangers'
    fixture.callFrom('127.0.0.242')
    await send('issues', told, { secret: 'guessed' })
    fixture.callFrom('127.0.0.1')
    expect([historyOf('strangers'), runsOf('strangers')]).toEqual([[], []])
  })

  test('wrong signatures are slowed down, a right one from there is let through', async () => {
    fixture.callFrom('127.0.0.243')
    const statuses = []
    for (let call = 0; call < 10; call += 1) {
      statuses.push((await send('issues', payload(), { secret: 'guessed' })).status)
    }
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(statuses).toContain(429)
    expect((await send('ping', { zen: 'Keep it logically awesome.' })).status).toBe(200)
    fixture.callFrom('127.0.0.1')
  })
})

test('whatever is signed is answered, and nothing of it breaks the oven', { timeout: 60_000 }, async () => {
  addJob('fuzzed', 'octo/fuzzed')
  const odd = fc.oneof(
    fc.anything({ withNullPrototype: false }).map((value) => JSON.parse(JSON.stringify(value ?? null))),
    fc.constantFrom(...EVENTS).map((event) => exampleOf(event)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EVENTS, 'watch', '__proto__', 'constructor'),
      fc.dictionary(
        fc.constantFrom(
          'action',
          'issue',
          'pull_request',
          'comment',
          'ref',
          'after',
          'commits',
          'release',
          'sender',
        ),
        odd,
      ),
      async (event, payload) => {
        const answer = await send(event, { ...payload, repository: { full_name: 'octo/fuzzed' } })
        expect(answer.status).toBe(202)
        GithubAnswer.parse(answer.json)
      },
    ),
    { numRuns: 150 },
  )
  await fixture.services.github.settled()
  expect((await send('ping', {})).status).toBe(200)
})

describe('large bodies', () => {
  const LIMIT_BYTES = 25 * 1024 * 1024

  test('of as much as GitHub sends are taken', async () => {
    addJob('large', 'octo/large')
    const payload = exampleOf('issues', 'opened')
    payload.repository.full_name = 'octo/large'
    payload.issue.body = 'x'.repeat(LIMIT_BYTES - 20_000)
    expect((await send('issues', payload)).status).toBe(202)
    await fixture.services.github.settled()
    expect(runsOf('large')).toHaveLength(1)
    expect(historyOf('large')[0]!.payloadBytes).toBeLessThanOrEqual(64 * 1024)
  })

  test('of more are refused before they are read', async () => {
    const sent = request({
      port: fixture.port,
      host: '127.0.0.1',
      path: '/api/github',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
        'content-length': String(LIMIT_BYTES + 1),
      },
    })
    sent.on('error', () => {})
    sent.flushHeaders()
    const [response] = await once(sent, 'response')
    expect(response.statusCode).toBe(413)
    sent.destroy()
  })

  test('whose length is not told are refused when they get too long', async () => {
    const sent = request({
      port: fixture.port,
      host: '127.0.0.1',
      path: '/api/github',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
    })
    sent.on('error', () => {})
    const answered = once(sent, 'response')
    const piece = 'x'.repeat(1024 * 1024)
    for (let pieces = 0; pieces < 27; pieces += 1) sent.write(piece)
    const [response] = await answered
    expect(response.statusCode).toBe(413)
    sent.destroy()
  })

  test('are read two at a time', async () => {
    const hold = () => {
      const sent = request({
        port: fixture.port,
        host: '127.0.0.1',
        path: '/api/github',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
          'content-length': String(LIMIT_BYTES),
        },
      })
      sent.on('error', () => {})
      sent.write('{')
      return sent
    }
    const held = [hold(), hold(), hold()]
    // Whichever comes third is turned away at once; the others are still being read.
    const status = await Promise.race(
      held.map(async (sent) => (await once(sent, 'response'))[0].statusCode as number),
    )
    expect(status).toBe(503)
    for (const sent of held) sent.destroy()
    await expect.poll(async () => (await send('ping', {})).status, { timeout: 20_000 }).toBe(200)
  })
})

describe('the secret', () => {
  test('of which there is none is named to nobody, and said to whoever looks after the oven', async () => {
    const other = await startCallFixture()
    const answer = await send('ping', {}, { ask: other.ask })
    expect([answer.status, answer.json.code]).toEqual([503, 'github-secret-missing'])
    expect(other.services.callServer.show().github).toEqual({
      path: '/api/github',
      secret: 'GITHUB_WEBHOOK_SECRET',
      isSecretSet: false,
    })
    await other.services.secrets.set({ name: 'GITHUB_WEBHOOK_SECRET', value: SECRET })
    expect((await send('ping', {}, { ask: other.ask })).status).toBe(200)
    expect(other.services.callServer.show().github.isSecretSet).toBe(true)
    await other.close()
  })

  test('that does not open is no reason to take what nobody can check, nor told to strangers', async () => {
    const other = await startCallFixture()
    writeFileSync(join(other.home, 'secrets.json'), '{ broken')
    const answer = await send('ping', {}, { ask: other.ask })
    expect([answer.status, answer.json.code]).toEqual([503, 'signatures-unread'])
    expect(answer.text).not.toContain(other.home)
    expect(other.services.callServer.show().github.isSecretSet).toBe(null)
    await other.close()
  })

  test('is changed without a gap: the one before is good while it is named', async () => {
    const other = await startCallFixture()
    const { secrets, settings } = other.services
    await secrets.set({ name: 'OLD', value: 'the old one of them' })
    await secrets.set({ name: 'NEW', value: 'the new one of them' })
    const statuses = async () => [
      (await send('ping', {}, { ask: other.ask, secret: 'the old one of them' })).status,
      (await send('ping', {}, { ask: other.ask, secret: 'the new one of them' })).status,
    ]
    settings.update({ github: { webhookSecret: 'OLD' } })
    expect(await statuses()).toEqual([200, 401])
    settings.update({ github: { webhookSecret: 'NEW', formerWebhookSecret: 'OLD' } })
    expect(await statuses()).toEqual([200, 200])
    settings.update({ github: { formerWebhookSecret: null } })
    expect(await statuses()).toEqual([401, 200])
    await secrets.set({ name: 'NEW', value: 'a newer one of them' })
    expect((await send('ping', {}, { ask: other.ask, secret: 'a newer one of them' })).status).toBe(200)
    await other.close()
  })

  test('and what was sent are in no line of the log', () => {
    const log = fixture.lines.join('\n')
    expect(log).toContain('POST /api/github')
    expect(log).not.toContain(SECRET)
    expect(log).not.toContain('Spelling error')
    expect(log).not.toContain('sha256=')
  })
})
