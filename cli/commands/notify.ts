import type { ChannelInput, ChannelView } from '../../contract/index.ts'
import { ChannelType, Topic } from '../choices.ts'
import { defineCommand } from '../command.ts'
import { exitCodes, wrongUse } from '../failure.ts'
import type { Screen } from '../print/screen.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

const nameArgument = {
  name: 'channel',
  summary: 'its name, as `oven notify list` shows it',
  required: true,
} as const

export const list = defineCommand({
  summary: 'Lists where messages go, and whether they arrive there.',
  need: 'files',
  examples: [
    ['oven notify list', 'each channel with what stands in its way'],
    ['oven notify list --json', 'for a program'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.notifications.channels()
    return { data, print: (screen) => printChannels(screen, data) }
  },
})

export const add = defineCommand({
  summary: 'Adds a channel for messages, or puts it in the place of the one of that name.',
  notes:
    'What is secret of a channel is read from a file or standard input, never from the command line, and kept among the secrets: the webhook address of Slack and Discord, the token of ntfy, what a webhook is signed with, the password for e-mail. For Slack and Discord it is asked for when nothing else is said.',
  arguments: [
    { name: 'channel', summary: 'a name for it: small letters, digits and hyphens', required: true },
  ],
  options: {
    type: { summary: 'what it is', value: 'type', choices: ChannelType.filter((type) => type !== 'native') },
    'secret-file': { summary: 'read its secret from this file; - is standard input', value: 'file' },
    secret: { summary: 'the secret that holds it, or is to; by default NOTIFY_<NAME>', value: 'name' },
    on: {
      summary: 'only for this',
      value: 'topic',
      multiple: true,
      choices: Topic,
    },
    off: { summary: 'keep it, and send nothing to it' },
    topic: { summary: 'ntfy: the topic', value: 'topic' },
    server: { summary: 'ntfy: its address (https://ntfy.sh); e-mail: the mail server', value: 'address' },
    url: { summary: 'webhook: its address', value: 'address' },
    port: { summary: 'e-mail: the port, when it is another than usual', value: 'number' },
    security: {
      summary: 'e-mail: how it is encrypted (starttls)',
      value: 'kind',
      choices: ['starttls', 'tls', 'none'],
    },
    user: { summary: 'e-mail: who logs in', value: 'name' },
    from: { summary: 'e-mail: the sender', value: 'address' },
    to: { summary: 'e-mail: who gets it', value: 'address', multiple: true },
  },
  need: 'files',
  examples: [
    ['oven notify add team --type slack', 'asks for the address of the incoming webhook'],
    ['oven notify add phone --type ntfy --topic oven-4f2a --on failure', 'failures on a phone'],
    ['oven notify add ops --type webhook --url https://example.com/hook --secret-file key.txt', 'signed'],
    [
      'oven notify add mail --type email --server smtp.example.com --user oven --secret-file - --from oven@example.com --to team@example.com',
      'the password on standard input',
    ],
  ],
  async run({ arguments: [name], options, connect }) {
    const { type, secret, server, user, from, to, url, topic, security } = options
    if (type === undefined) throw wrongUse('--type is needed.', `It is one of ${types.join(', ')}.`)
    const shared = {
      enabled: !options.off,
      ...(options.on && { on: options.on as Topic[] }),
      ...(secret !== undefined && { secret }),
    }
    const port = readNumber('--port', options.port)
    const given = { topic, server, url, port, security, user, from, to }
    const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const file = options['secret-file']
    const isNeeded = (type === 'slack' || type === 'discord') && secret === undefined
    const { readSecret } = await import('../read-secret.ts')
    const value = file !== undefined || isNeeded ? await readSecret(secretWords(type), file) : undefined
    const { client } = await connect()
    const data = await client.notifications.setChannel({
      name: name!,
      // What is missing or wrong is said by the oven, field by field.
      channel: { type, ...shared, ...fields } as ChannelInput,
      ...(value !== undefined && { value }),
    })
    return {
      data,
      print(screen) {
        screen.line(`${data.name} is kept: ${data.type}, ${data.target}.`)
        if (data.problem) screen.line(`${screen.paint('yellow', '!')} ${sentences(data.problem)}`)
        else screen.line(`\`oven notify test ${data.name}\` tries it.`)
      },
    }
  },
})

export const remove = defineCommand({
  summary: 'Removes a channel. What waits for it is not sent any more; its secret stays.',
  arguments: [nameArgument],
  options: { yes: { summary: 'do not ask; needed where there is no terminal', short: 'y' } },
  need: 'files',
  examples: [['oven notify remove team --yes', 'does not ask']],
  async run({ arguments: [name], options, err, json, connect }) {
    if (!options.yes) {
      if (json || !process.stdin.isTTY || !err.isTerminal)
        throw wrongUse('Removing a channel has to be confirmed.', 'Say it with --yes.')
      const { confirm } = await import('../confirm.ts')
      if (!(await confirm(`Remove ${name}? What waits for it is not sent any more. [y/N] `)))
        throw wrongUse('Nothing was removed.')
    }
    const { client } = await connect()
    const data = await client.notifications.removeChannel({ name: name! })
    return {
      data,
      print(screen) {
        screen.line(`${data.removed} is removed.`)
        if (data.secret !== null)
          screen.line(`Its secret ${data.secret} stays; \`oven secrets remove\` removes it.`)
        if (data.usedBy.length > 0) screen.line(`Still named by: ${data.usedBy.join(', ')}.`)
      },
    }
  },
})

export const test = defineCommand({
  summary: 'Sends a message to a channel now, and says whether it was taken.',
  notes: 'Exit code 1 when it was not. "native" is this machine itself.',
  arguments: [nameArgument],
  need: 'files',
  examples: [
    ['oven notify test team', 'does it arrive?'],
    ['oven notify test native', 'on this machine, by the host that runs'],
  ],
  async run({ arguments: [name], connect }) {
    const { client } = await connect()
    const data = await client.notifications.test({ name: name! })
    const isSent = data.state === 'sent'
    return {
      data,
      exitCode: isSent ? exitCodes.done : exitCodes.failed,
      print: (screen) =>
        screen.line(
          isSent
            ? `${screen.paint('green', '✓')} ${name} took it.`
            : `${screen.paint('red', '✗')} ${data.error ? sentences(data.error) : 'It was not sent.'}`,
        ),
    }
  },
})

export const enable = defineCommand({
  summary: 'Lets a channel try again that was disabled because what it leads to was gone.',
  arguments: [nameArgument],
  need: 'files',
  examples: [['oven notify enable team', 'what waited for it comes as one message']],
  async run({ arguments: [name], connect }) {
    const { client } = await connect()
    const data = await client.notifications.enableAgain({ name: name! })
    return {
      data,
      print: (screen) =>
        screen.line(data.problem ? sentences(data.problem) : `Messages go to ${data.name} again.`),
    }
  },
})

const types = ChannelType.filter((type) => type !== 'native')

const secretWords = (type: string) =>
  type === 'slack' || type === 'discord' ? 'the webhook address' : 'the secret of the channel'

const sentences = ({ message, hint }: { message: string; hint: string | null }) =>
  [message, hint].filter(Boolean).join(' ')

function printChannels(screen: Screen, channels: readonly ChannelView[]): void {
  printTable(screen, channels, [
    { title: 'CHANNEL', value: ({ name }) => name },
    { title: 'TYPE', value: ({ type }) => type },
    { title: 'LEADS TO', value: ({ target }) => target },
    {
      title: 'STATE',
      value: ({ state }) => state,
      colour: ({ state }) => (state === 'ok' ? 'green' : state === 'dead' ? 'red' : 'yellow'),
    },
    { title: 'WAITING', value: ({ waiting }) => String(waiting), right: true },
    { title: 'LAST SENT', value: ({ lastSentAt }) => instant(lastSentAt) },
  ])
  for (const { name, problem } of channels)
    if (problem !== null) screen.line(`${screen.paint('yellow', '!')} ${name}: ${sentences(problem)}`)
}
