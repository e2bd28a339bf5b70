import type { SecretList, SecretView } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes, wrongUse } from '../failure.ts'
import type { Screen } from '../print/screen.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'

const nameArgument = {
  name: 'name',
  summary: 'its name, as of an environment variable',
  required: true,
} as const

export const list = defineCommand({
  summary: 'Lists secrets: names, when they were set and used, and which jobs name them. Never values.',
  notes: 'Exit code 1 when the secrets cannot be opened.',
  need: 'files',
  examples: [['oven secrets list', 'see what is set, and what jobs are missing']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.secrets.list()
    return {
      data,
      exitCode: data.problem ? exitCodes.failed : exitCodes.done,
      print: (screen) => printSecrets(screen, data),
    }
  },
})

export const set = defineCommand({
  summary: 'Sets a secret, or replaces its value.',
  notes:
    'The value is asked for without being shown, or read from standard input or a file; never from the command line, where the shell’s history and the list of processes would keep it. A line end after a single line is not part of it.',
  arguments: [nameArgument, { name: 'value', summary: 'not here; see above', rest: true }],
  options: { 'from-file': { summary: 'read the value from this file; - is standard input', value: 'file' } },
  need: 'files',
  examples: [
    ['oven secrets set ANTHROPIC_API_KEY', 'asks for the value'],
    ['pass show npm | oven secrets set NPM_TOKEN', 'from another program'],
    ['oven secrets set DEPLOY_KEY --from-file ~/.ssh/deploy', 'a key of several lines'],
  ],
  async run({ arguments: [name, ...rest], options, connect }) {
    if (rest.length > 0 || name!.includes('=')) {
      throw wrongUse(
        'The value must not stand on the command line: the shell’s history and the list of processes would keep it.',
        'Give the name alone and type the value when asked, or pipe it in. If that was the real value, clear it from the history, and best replace it.',
      )
    }
    const { readSecret } = await import('../read-secret.ts')
    const value = await readSecret(name!, options['from-file'])
    const { client } = await connect()
    const data = await client.secrets.set({ name: name!, value })
    return {
      data,
      print: (screen) =>
        screen.line(`${data.name} is set${data.ending === null ? '' : `; it ends in ${data.ending}`}.`),
    }
  },
})

export const remove = defineCommand({
  summary: 'Removes a secret. Jobs that name it are blocked from then on.',
  arguments: [nameArgument],
  options: {
    yes: { summary: 'do not ask; needed where there is no terminal', short: 'y' },
    force: { summary: 'also while jobs use it; does not ask' },
  },
  need: 'files',
  examples: [
    ['oven secrets remove OLD_TOKEN', 'asks first, naming the jobs that use it'],
    ['oven secrets remove OLD_TOKEN --force', 'does not ask, whoever uses it'],
  ],
  async run({ arguments: [name], options, err, json, connect }) {
    const canAsk = !json && process.stdin.isTTY && err.isTerminal
    if (!options.yes && !options.force && !canAsk) {
      throw wrongUse('Removing a secret has to be confirmed.', 'Say it with --yes.')
    }
    const { client } = await connect()
    let force = options.force ?? false
    if (!options.yes && !force) {
      const { secrets } = await client.secrets.list()
      const usedBy = secrets.find((secret) => secret.name === name)?.usedBy ?? []
      const users =
        usedBy.length > 0 ? ` These jobs use it and will not run without it: ${usedBy.join(', ')}.` : ''
      const { confirm } = await import('../confirm.ts')
      if (!(await confirm(`Remove the secret ${name}?${users} [y/N] `))) {
        throw wrongUse('The secret was not removed.')
      }
      force = usedBy.length > 0
    }
    const data = await client.secrets.remove({ name: name!, force })
    return {
      data,
      print(screen) {
        screen.line(`${data.removed} was removed.`)
        if (data.usedBy.length > 0) screen.line(`Blocked without it: ${data.usedBy.join(', ')}.`)
      },
    }
  },
})

export const adopt = defineCommand({
  summary: 'Moves secrets from a job’s "env" into the vault. The job goes on using them.',
  arguments: [
    { name: 'job', summary: 'the id of the job', required: true },
    { name: 'name', summary: 'variables to move; by default all that look like secrets', rest: true },
  ],
  need: 'files',
  examples: [['oven secrets adopt nightly-review', 'take its keys out of jobs.json']],
  async run({ arguments: [id, ...names], connect }) {
    const { client } = await connect()
    const data = await client.secrets.adopt({ id: id!, ...(names.length > 0 && { names }) })
    return {
      data,
      print: (screen) =>
        screen.line(
          data.moved.length === 0
            ? `The "env" of ${id} holds nothing that looks like a secret.`
            : `Moved into the vault: ${data.moved.join(', ')}. Older copies of jobs.json may still hold them.`,
        ),
    }
  },
})

export const rotateKey = defineCommand({
  summary: 'Makes a new key, and puts all secrets under it. Jobs and runs notice nothing.',
  notes:
    'Whatever happens meanwhile, either the old key or the new one opens them all. The old key is gone then; copies of secrets.json from before still open with copies of it, so secrets that somebody may have read are to be replaced as well. A key that you keep yourself, in AGENT_OVEN_KEY, is changed with no host running: the new one (`openssl rand -base64 32` makes one) is read from AGENT_OVEN_NEXT_KEY, and is AGENT_OVEN_KEY from then on.',
  need: 'files',
  examples: [['oven secrets rotate-key', 'a new key, in the place of the old one']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.secrets.rotateKey()
    const count = data.secrets === 1 ? 'One secret is' : `${data.secrets} secrets are`
    return { data, print: (screen) => screen.line(`${count} under a new key: ${data.keptBy}.`) }
  },
})

function printSecrets(screen: Screen, data: SecretList): void {
  if (data.problem) {
    screen.line(`${screen.paint('red', '✗')} ${data.problem.message}`)
    if (data.problem.hint) screen.line(`  ${data.problem.hint}`)
  }
  if (data.secrets.length > 0) {
    printTable(screen, data.secrets, [
      { title: 'NAME', value: (secret) => secret.name },
      { title: 'VALUE', value: endingShown, colour: (secret) => (secret.fault ? 'red' : null) },
      { title: 'SET', value: (secret) => instant(secret.setAt) },
      { title: 'LAST USED', value: (secret) => instant(secret.lastUsedAt) },
      { title: 'USED BY', value: (secret) => secret.usedBy.join(', ') || '–' },
    ])
  } else if (!data.problem) screen.line('No secrets are set.')
  for (const { name, usedBy } of data.missing) {
    screen.line(`${screen.paint('yellow', 'not set:')} ${name}, used by ${usedBy.join(', ')}`)
  }
}

function endingShown({ ending, fault }: SecretView): string {
  if (fault) return 'damaged'
  return ending === null ? '••••' : `••••${ending}`
}
