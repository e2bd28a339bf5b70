import { afterEach, expect, it, test } from 'vitest'
import { startMailServer } from '../../support/smtp-fixture.ts'
import { message, send } from './message-fixture.ts'

let server: Awaited<ReturnType<typeof startMailServer>>
afterEach(() => server.close())

const mailTo = (more: Record<string, unknown> = {}) => ({
  type: 'email',
  server: 'localhost',
  port: server.port,
  from: 'oven@example.com',
  to: ['team@example.com', 'boss@example.com'],
  ...more,
})
const allowed = { allowPrivate: ['localhost'] }
const refuse = (text: string, responseCode: number) => Object.assign(new Error(text), { responseCode })

test.each([
  ['STARTTLS', { security: 'starttls' }, {}],
  ['TLS from the first byte', { security: 'tls' }, { secure: true }],
])('a mail goes out over %s with a login, as text and as HTML', async (_what, channel, options) => {
  server = await startMailServer(options)
  expect(await send(mailTo({ ...channel, user: 'oven', secret: 'X' }), 'the password', allowed)).toEqual({
    kind: 'accepted',
  })
  const [mail] = server.mails
  expect(mail).toMatchObject({
    from: 'oven@example.com',
    to: ['team@example.com', 'boss@example.com'],
    secure: true,
    user: 'oven',
  })
  const { text } = mail!
  expect(text).toMatch(/^Subject: review #7: failed <!channel>\r$/m)
  expect(text).toMatch(/^From: Agent Oven <oven@example.com>\r$/m)
  expect(text).toContain(`Message-ID: <${message.id}@example.com>`)
  expect(text).toContain('Auto-Submitted: auto-generated')
  expect(text).toContain('Content-Type: text/plain')
  expect(text).toContain('Content-Type: text/html')
  expect(text).toContain('&lt;!channel&gt;')
  expect(text).not.toContain('the password')
})

it('no mail goes to a server that offers no encryption, but where that is allowed', async () => {
  server = await startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] })
  expect(await send(mailTo(), null, allowed)).toMatchObject({ kind: 'refused' })
  expect(server.mails).toEqual([])
  expect(await send(mailTo({ security: 'none' }), null, allowed)).toEqual({ kind: 'accepted' })
  expect(server.mails[0]).toMatchObject({ secure: false })
})

it('no mail goes to a server whose certificate nobody vouches for', async () => {
  server = await startMailServer({ trusted: false })
  const answer = await send(mailTo(), null, allowed)
  expect(answer.kind).not.toBe('accepted')
  expect(server.mails).toEqual([])
})

it('a login that is refused is not tried again, and its password is nowhere', async () => {
  server = await startMailServer()
  const answer = await send(mailTo({ user: 'oven', secret: 'X' }), 'another password', allowed)
  expect(answer).toMatchObject({ kind: 'refused', hint: 'Check the user, and its password in the secret.' })
  expect(JSON.stringify(answer)).not.toContain('another password')
})

test.each([
  ['a mail that is refused for good is not tried again', 550, 'refused'],
  ['a server that is busy is tried later', 451, 'later'],
])('%s', async (_what, code, kind) => {
  server = await startMailServer({ onMailFrom: (_address, _session, done) => done(refuse('No.', code)) })
  expect(await send(mailTo(), null, allowed)).toMatchObject({ kind, reason: expect.stringContaining('No.') })
})

it('nobody can put headers of his own into a mail', async () => {
  server = await startMailServer()
  const more = { title: 'Subject\r\nBcc: other@example.com', facts: [], link: null }
  expect(await send(mailTo(), null, { ...allowed, more })).toEqual({ kind: 'accepted' })
  expect(server.mails[0]!.to).not.toContain('other@example.com')
  const [headers] = server.mails[0]!.text.split('\r\n\r\n')
  expect(headers).toMatch(/^Subject: Subject Bcc: other@example.com\r$/m)
  expect(headers).not.toMatch(/^Bcc:/m)
})
