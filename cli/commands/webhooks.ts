import type { CallServer, Delivery } from '../../contract/index.ts'
import { DeliveryOutcome } from '../choices.ts'
import { defineCommand } from '../command.ts'
import type { Screen } from '../print/screen.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

export const show = defineCommand({
  summary: 'Where calls from outside come in, who can reach it, and what GitHub has to know.',
  need: 'files',
  examples: [
    ['oven webhooks show', 'the address, once the oven takes calls'],
    ['oven webhooks show --json', 'for a program'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.webhooks.show()
    return {
      data,
      print(screen) {
        printServer(screen, data)
        printGithub(screen, data)
      },
    }
  },
})

export const list = defineCommand({
  summary: 'Lists calls from outside, newest first: what became of each, and why it was refused.',
  options: {
    job: { summary: 'only of this job', value: 'id' },
    outcome: {
      summary: 'only with this outcome',
      value: 'outcome',
      multiple: true,
      choices: DeliveryOutcome,
    },
    limit: { summary: 'at most so many (50)', value: 'number', short: 'n' },
    cursor: { summary: 'go on where a page ended: its "next"', value: 'next' },
  },
  need: 'files',
  examples: [
    ['oven webhooks list --outcome refused', 'who was turned away, and why'],
    ['oven webhooks list --job nightly-review -n 5 --json', 'the newest five of one job'],
  ],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const { client } = await connect()
    const data = await client.webhooks.list({
      jobId: options.job,
      outcome: options.outcome as DeliveryOutcome[] | undefined,
      cursor: options.cursor,
      ...(limit !== undefined && { limit }),
    })
    return { data, print: (screen) => printDeliveries(screen, data.deliveries) }
  },
})

export const redeliver = defineCommand({
  summary: 'Calls for a run with the same data once more, whatever became of the first call.',
  arguments: [{ name: 'id', summary: 'of the call, as `oven webhooks list` shows it', required: true }],
  need: 'engine',
  examples: [['oven webhooks redeliver 01jd8qk3tv5ycn2wr7fg', 'once what refused it is mended']],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.webhooks.redeliver({ id: id! })
    return {
      data,
      print: (screen) => screen.line(`${data.jobId} was called for again: run ${data.runId}.`),
    }
  },
})

function printServer(screen: Screen, server: CallServer): void {
  if (server.address) screen.line(`Calls come in at ${server.address}/api/trigger/<job>.`)
  screen.line(server.reach)
  if (server.problem) {
    screen.line(`${screen.paint('red', '✗')} ${server.problem.message}`)
    if (server.problem.hint) screen.line(`  ${server.problem.hint}`)
  } else if (!server.enabled) screen.line('`oven config set server.enabled true` lets them in.')
  else if (!server.address)
    screen.line(`No host takes them now; the next one does, at ${server.host}:${server.port}.`)
}

function printGithub(screen: Screen, { address, host, port, github }: CallServer): void {
  const { path, secret, isSecretSet } = github
  const name = host.includes(':') ? `[${host}]` : host
  screen.line(`GitHub sends its webhooks to ${address ?? `http://${name}:${port}`}${path}.`)
  if (isSecretSet) screen.line(`It signs them with the secret ${secret}, which is set.`)
  else if (isSecretSet === null) screen.line('The secrets do not open, so what GitHub sends is refused.')
  else {
    screen.line(`It signs them with the secret ${secret}, which is not set, so what it sends is refused.`)
    screen.line(`  \`oven secrets set ${secret}\` sets it; the webhook on GitHub is to have the same.`)
  }
}

function printDeliveries(screen: Screen, deliveries: readonly Delivery[]): void {
  if (deliveries.length === 0) {
    screen.line('No calls.')
    return
  }
  printTable(screen, deliveries, [
    { title: 'AT', value: ({ at }) => instant(at) },
    { title: 'ID', value: ({ id }) => id },
    { title: 'JOB', value: ({ jobId }) => jobId },
    { title: 'BY', value: ({ via, tokenMasked }) => [via, tokenMasked].filter(Boolean).join(' ') },
    { title: 'FROM', value: ({ from }) => from ?? '–' },
    {
      title: 'OUTCOME',
      value: ({ outcome, status }) => `${outcome} ${status}`,
      colour: ({ outcome }) => (outcome === 'accepted' ? 'green' : outcome === 'refused' ? 'red' : 'yellow'),
    },
    { title: 'RUN OR REASON', value: ({ runId, error }) => error?.message ?? runId ?? '–' },
  ])
}
