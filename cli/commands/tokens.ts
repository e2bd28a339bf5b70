import type { NewToken, TokenKind, TokenView } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { wrongUse } from '../failure.ts'
import type { Screen } from '../print/screen.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

const idArgument = { name: 'id', summary: 'its id, as `oven tokens list` shows it', required: true } as const

export const list = defineCommand({
  summary:
    'Lists what opens jobs, or the whole oven, to calls from outside: tokens and signing secrets. Never their values.',
  arguments: [{ name: 'job', summary: 'the id of one job; all of them when left out' }],
  need: 'files',
  examples: [
    ['oven tokens list', 'of all jobs, with who used them last'],
    ['oven tokens list nightly-review --json', 'of one job, for a program'],
  ],
  async run({ arguments: [jobId], connect }) {
    const { client } = await connect()
    const data = await client.tokens.list({ jobId })
    return { data, print: (screen) => printTokens(screen, data) }
  },
})

export const create = defineCommand({
  summary: 'Makes a token for a job or for the whole oven, or a secret to sign calls with. It is shown once.',
  notes:
    'Of a token no more is kept than its hash; a signing secret is kept encrypted, as signatures are checked with it. Neither is shown again. What opens the whole oven does not, as the oven’s own token, change with each start; it makes and ends no tokens of its own sort.',
  arguments: [{ name: 'job', summary: 'the id of the job; left out with --oven' }],
  options: {
    secret: { summary: 'a secret to sign calls with, for senders such as GitHub' },
    oven: { summary: 'for the whole oven: all that its window can do' },
    read: { summary: 'with --oven: only to look, and to change nothing' },
    label: { summary: 'what it is for', value: 'text' },
  },
  need: 'files',
  examples: [
    ['oven tokens create nightly-review --label "CI"', 'a token, to be sent with each call'],
    ['oven tokens create nightly-review --secret', 'a secret that is never sent'],
    ['oven tokens create --oven --read --label "dashboard"', 'for a program that shows how things stand'],
  ],
  async run({ arguments: [jobId], options, connect }) {
    const kind = kindOf(options, jobId)
    const { client } = await connect()
    const data = await client.tokens.create({
      ...(jobId !== undefined && { jobId }),
      kind,
      ...(options.label !== undefined && { label: options.label }),
    })
    return { data, print: (screen) => printNew(screen, data) }
  },
})

export const rotate = defineCommand({
  summary: 'Makes another in the place of a token or secret. The old one goes at once, or after a time.',
  arguments: [idArgument],
  options: { grace: { summary: 'let the old one be good for so many seconds more', value: 'seconds' } },
  need: 'files',
  examples: [
    ['oven tokens rotate 01jd8qk3tv5ycn2wr7fg --grace 86400', 'a day to put the new one in'],
    ['oven tokens rotate 01jd8qk3tv5ycn2wr7fg', 'the old one may have been seen: it goes at once'],
  ],
  async run({ arguments: [id], options, connect }) {
    const graceSeconds = readNumber('--grace', options.grace) ?? 0
    const { client } = await connect()
    const data = await client.tokens.rotate({ id: id!, graceSeconds })
    return {
      data,
      print(screen) {
        printNew(screen, data)
        screen.line(
          graceSeconds === 0
            ? 'The old one is refused from now on.'
            : `The old one is good for ${graceSeconds} seconds more.`,
        )
      },
    }
  },
})

export const revoke = defineCommand({
  summary: 'Revokes a token or secret: calls with it are refused from now on.',
  arguments: [idArgument],
  options: { yes: { summary: 'do not ask; needed where there is no terminal', short: 'y' } },
  need: 'files',
  examples: [['oven tokens revoke 01jd8qk3tv5ycn2wr7fg --yes', 'does not ask']],
  async run({ arguments: [id], options, err, json, connect }) {
    if (!options.yes) {
      if (json || !process.stdin.isTTY || !err.isTerminal) {
        throw wrongUse('Revoking has to be confirmed.', 'Say it with --yes.')
      }
      const { confirm } = await import('../confirm.ts')
      if (!(await confirm(`Revoke ${id}? Calls with it are refused from then on. [y/N] `))) {
        throw wrongUse('Nothing was revoked.')
      }
    }
    const { client } = await connect()
    const data = await client.tokens.revoke({ id: id! })
    return { data, print: (screen) => screen.line(`${data.revoked} was revoked.`) }
  },
})

function kindOf(
  { oven, read, secret }: { oven?: boolean; read?: boolean; secret?: boolean },
  jobId: string | undefined,
): TokenKind {
  if (oven) {
    if (jobId !== undefined) throw wrongUse('With --oven there is no job.', 'Leave one of the two out.')
    if (secret) throw wrongUse('Calls of the whole oven are not signed.', 'Leave --secret out.')
    return read ? 'oven-read' : 'oven'
  }
  if (read) throw wrongUse('--read goes with --oven.', 'A token of a job starts it, which is no reading.')
  if (jobId === undefined) throw wrongUse('For which job?', 'Name it, or say --oven for the whole oven.')
  return secret ? 'secret' : 'token'
}

function powerOf({ kind, jobId }: TokenView): string {
  switch (kind) {
    case 'token':
      return `can start "${jobId}", and nothing else.`
    case 'secret':
      return `can sign calls that start "${jobId}".`
    case 'oven':
      return 'can do everything that the window can: add jobs, run them, change settings.'
    case 'oven-read':
      return 'can see everything that the window shows, and change nothing.'
  }
}

function printNew(screen: Screen, { token, value }: NewToken): void {
  screen.line(value)
  screen.line()
  screen.line('It is not shown again: put it where it is needed now.')
  screen.line(`Whoever has it ${powerOf(token)}`)
}

function printTokens(screen: Screen, tokens: readonly TokenView[]): void {
  if (tokens.length === 0) {
    screen.line('No job can be called from outside. `oven tokens create <job>` opens one.')
    return
  }
  printTable(screen, tokens, [
    { title: 'ID', value: ({ id }) => id },
    { title: 'JOB', value: ({ jobId }) => jobId ?? '(the oven)' },
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'VALUE', value: ({ masked }) => masked },
    { title: 'LAST USED', value: ({ lastUsedAt }) => instant(lastUsedAt) },
    { title: 'FROM', value: ({ lastUsedFrom }) => lastUsedFrom ?? '–' },
    { title: 'USES', value: ({ uses }) => String(uses), right: true },
    { title: 'LABEL', value: describe },
  ])
}

function describe({ label, endsAt }: TokenView): string {
  const end = endsAt === null ? '' : `replaced; good until ${instant(endsAt)}`
  return [label, end].filter(Boolean).join(', ') || '–'
}
