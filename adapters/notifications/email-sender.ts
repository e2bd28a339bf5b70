import { connect, isIP, type Socket } from 'node:net'
import type { Channel } from '../../contract/index.ts'
import type { OutgoingMessage, SendAnswer } from '../../core/ports/channel-sender.ts'
import { mailText } from './email-message.ts'
import { isAllowedHost, PrivateAddressError, resolveGuarded } from './guarded-lookup.ts'

type EmailChannel = Extract<Channel, { type: 'email' }>

const CONNECT_MS = 10_000
const PORTS: Record<EmailChannel['security'], number> = { starttls: 587, tls: 465, none: 25 }

/**
 * Sends a message by SMTP (RFC 5321), over TLS unless the server is allowed to be without. Each try has the same Message-ID.
 * Never rejects.
 */
export async function sendMail(
  message: OutgoingMessage,
  channel: EmailChannel,
  password: string | null,
  { allowPrivate, signal }: { allowPrivate: readonly string[]; signal: AbortSignal },
): Promise<SendAnswer> {
  const { server, security, from, to, user } = channel
  if (security === 'none' && !isAllowedHost(server, allowPrivate))
    return refused(
      `Mail to ${server} would go unencrypted.`,
      `Use "starttls" or "tls". In a network of your own, \`oven config set notifications.allowPrivate ${server}\` allows it.`,
    )
  let socket: Socket | undefined
  try {
    const { createTransport } = await import('nodemailer')
    socket = await connectGuarded(server, channel.port ?? PORTS[security], { allowPrivate, signal })
    const transport = createTransport({
      host: server,
      connection: socket,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: CONNECT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    })
    const close = () => socket?.destroy(new Error('it did not answer in time'))
    signal.addEventListener('abort', close, { once: true })
    try {
      await transport.sendMail({
        from: { name: 'Agent Oven', address: from },
        to: to.map((address) => ({ name: '', address })),
        messageId: `<${message.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        date: new Date(message.at),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        ...mailText(message),
      })
    } finally {
      signal.removeEventListener('abort', close)
    }
    return { kind: 'accepted' }
  } catch (error) {
    return answerTo(error, server)
  } finally {
    socket?.destroy()
  }
}

/** Connects to the addresses that were looked at, and no others. */
async function connectGuarded(
  host: string,
  port: number,
  { allowPrivate, signal }: { allowPrivate: readonly string[]; signal: AbortSignal },
): Promise<Socket> {
  const found = await resolveGuarded(host, allowPrivate)
  return await new Promise((resolve, reject) => {
    const socket = connect({
      host: isIP(host) ? found[0]!.address : host,
      port,
      timeout: CONNECT_MS,
      signal,
      lookup: (_host, options, done) => {
        if (options.all) done(null, [...found])
        else done(null, found[0]!.address, found[0]!.family)
      },
    })
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeAllListeners('error')
      // Until nodemailer listens; afterwards it is told of errors itself.
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('timeout', () => socket.destroy(new Error('it did not answer in time')))
    socket.once('error', reject)
  })
}

/** 4yz replies are for later, 5yz for good (RFC 5321, 4.2.1). */
function answerTo(error: unknown, server: string): SendAnswer {
  if (error instanceof PrivateAddressError)
    return refused(
      `Nothing is sent to ${server}: it lies in a private network or on this machine.`,
      `If that is meant, \`oven config set notifications.allowPrivate ${server}\` allows it.`,
    )
  const { code, responseCode, response, message } = error as {
    code?: string
    responseCode?: number
    response?: string
    message: string
  }
  const said = (response ?? message).replace(/\s+/g, ' ').slice(0, 200)
  if (code === 'EAUTH')
    return refused(
      `${server} did not accept the login: ${said}`,
      'Check the user, and its password in the secret.',
    )
  if (responseCode !== undefined && responseCode >= 500)
    return refused(`${server} refused the mail: ${said}`, null)
  if (code === 'ETLS')
    return refused(`${server} offers no encryption that holds: ${said}`, 'Check its port and security.')
  return {
    kind: 'later',
    reason: `${server} did not take the mail: ${said}`,
    busy: false,
    retryAfterMs: null,
  }
}

function refused(reason: string, hint: string | null): SendAnswer {
  return { kind: 'refused', reason, hint }
}
