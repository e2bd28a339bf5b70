import { MessageState } from '../choices.ts'
import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

export const history = defineCommand({
  summary: 'Lists messages, newest first: what became of each, and why it did not arrive.',
  options: {
    channel: { summary: 'only to this channel', value: 'name' },
    state: { summary: 'only with this state', value: 'state', multiple: true, choices: MessageState },
    limit: { summary: 'at most so many (50)', value: 'number', short: 'n' },
    cursor: { summary: 'go on where a page ended: its "next"', value: 'next' },
  },
  need: 'files',
  examples: [
    ['oven notify history --state failed', 'what did not arrive, and why'],
    ['oven notify history --channel team -n 5 --json', 'the newest five to one channel'],
  ],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const { client } = await connect()
    const data = await client.notifications.history({
      channel: options.channel,
      state: options.state as MessageState[] | undefined,
      cursor: options.cursor,
      ...(limit !== undefined && { limit }),
    })
    return {
      data,
      print(screen) {
        if (data.messages.length === 0) screen.line('No messages.')
        else
          printTable(screen, data.messages, [
            { title: 'AT', value: ({ createdAt }) => instant(createdAt) },
            { title: 'ID', value: ({ id }) => id },
            { title: 'CHANNEL', value: ({ channel }) => channel },
            { title: 'ABOUT', value: ({ kind }) => kind },
            {
              title: 'STATE',
              value: ({ state }) => state,
              colour: ({ state }) => (state === 'failed' ? 'red' : state === 'sent' ? 'green' : 'yellow'),
            },
            { title: 'TRIES', value: ({ attempts }) => String(attempts), right: true },
            {
              title: 'MESSAGE OR REASON',
              value: ({ title, error }) => (error === null ? title : `${title}: ${error.message}`),
            },
          ])
      },
    }
  },
})

export const retry = defineCommand({
  summary: 'Sends a message once more that was not delivered, or at once one that waits.',
  arguments: [{ name: 'id', summary: 'as `oven notify history` shows it', required: true }],
  need: 'files',
  examples: [['oven notify retry 01jd8qk3tv5ycn2wr7fg', 'once what refused it is mended']],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.notifications.retry({ id: id! })
    return { data, print: (screen) => screen.line(`It is on its way to ${data.channel} again.`) }
  },
})
