import type { GithubAppView } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { wrongUse } from '../failure.ts'
import type { Screen } from '../print/screen.ts'
import { printTable } from '../print/table.ts'

const nameArgument = {
  name: 'name',
  summary: 'its name here, as jobs give it in "source.credentials"',
  required: true,
} as const

export const list = defineCommand({
  summary: 'Lists the GitHub Apps that jobs may name, each with the secret that holds its private key.',
  need: 'files',
  examples: [['oven auth apps list', 'see which there are, and who uses them']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.auth.apps.list()
    return { data, print: (screen) => printApps(screen, data) }
  },
})

export const set = defineCommand({
  summary: 'Adds a GitHub App, or changes the one of that name.',
  notes:
    'The App needs "contents" and "pull requests", both read and write, and must be installed for the repositories. Its id and private key stand in its settings on GitHub; the number of the installation is the end of the address at which the installation is configured. The key is read from a file or standard input, never from the command line, and kept among the secrets. What is not said of an App that is there already stays as it is. A job uses it by `oven jobs update <job> --set source.credentials=<name>`.',
  arguments: [nameArgument],
  options: {
    'app-id': { summary: 'the App’s id, or its client id', value: 'id' },
    'installation-id': { summary: 'the number of its installation', value: 'number' },
    'key-file': { summary: 'read the private key from this file; - is standard input', value: 'file' },
    'key-secret': {
      summary: 'the secret that holds the private key, or is to; by default named after the App',
      value: 'name',
    },
    'api-url': {
      summary:
        'where GitHub answers its API; by default worked out from the repository, and so again with ""',
      value: 'address',
    },
  },
  need: 'files',
  examples: [
    [
      'oven auth apps set bot --app-id 123 --installation-id 456 --key-file bot.pem',
      'add one; the key becomes the secret BOT_KEY',
    ],
    ['oven auth apps set bot --key-file new.pem', 'give it a new key'],
  ],
  async run({ arguments: [name], options, connect }) {
    const file = options['key-file']
    const { readSecret } = await import('../read-secret.ts')
    const key = file === undefined ? undefined : await readSecret('the private key', file)
    const { client } = await connect()
    const before = (await client.auth.apps.list()).find((app) => app.name === name)
    const appId = options['app-id'] ?? before?.appId
    const installationId = options['installation-id'] ?? before?.installationId
    if (appId === undefined || installationId === undefined) {
      const missing = appId === undefined ? '--app-id' : '--installation-id'
      throw wrongUse(
        `There is no GitHub App "${name}" yet, and to add it ${missing} is needed.`,
        'Both numbers stand in the settings of the App on GitHub.',
      )
    }
    const data = await client.auth.apps.set({
      name: name!,
      appId,
      installationId,
      key,
      privateKey: options['key-secret'],
      ...(options['api-url'] !== undefined && { apiUrl: options['api-url'] || null }),
    })
    return {
      data,
      print: (screen) =>
        screen.line(
          `${data.name} is ${before ? 'changed' : 'added'}; its private key is the secret ${data.privateKey}.`,
        ),
    }
  },
})

export const remove = defineCommand({
  summary: 'Removes a GitHub App. The secret with its private key stays.',
  arguments: [nameArgument],
  options: {
    yes: { summary: 'do not ask; needed where there is no terminal', short: 'y' },
    force: { summary: 'also while jobs name it; does not ask' },
  },
  need: 'files',
  examples: [
    ['oven auth apps remove bot', 'asks first'],
    ['oven auth apps remove bot --force', 'does not ask, whoever names it'],
  ],
  async run({ arguments: [name], options, err, json, connect }) {
    const canAsk = !json && process.stdin.isTTY && err.isTerminal
    if (!options.yes && !options.force && !canAsk) {
      throw wrongUse('Removing a GitHub App has to be confirmed.', 'Say it with --yes.')
    }
    if (!options.yes && !options.force) {
      const { confirm } = await import('../confirm.ts')
      if (!(await confirm(`Remove the GitHub App ${name}? [y/N] `)))
        throw wrongUse('The App was not removed.')
    }
    const { client } = await connect()
    const data = await client.auth.apps.remove({ name: name!, force: options.force ?? false })
    return {
      data,
      print(screen) {
        screen.line(`${data.removed} was removed; the secret ${data.privateKey} is still there.`)
        if (data.usedBy.length > 0) screen.line(`Blocked without it: ${data.usedBy.join(', ')}.`)
      },
    }
  },
})

function printApps(screen: Screen, apps: readonly GithubAppView[]): void {
  if (apps.length === 0) {
    screen.line('There are no GitHub Apps. `oven auth apps set --help` shows how one is added.')
    return
  }
  printTable(screen, apps, [
    { title: 'NAME', value: (app) => app.name },
    { title: 'APP', value: (app) => app.appId },
    { title: 'INSTALLATION', value: (app) => app.installationId },
    {
      title: 'PRIVATE KEY',
      value: (app) => (app.hasKey === false ? `${app.privateKey}, not set` : app.privateKey),
      colour: (app) => (app.hasKey === false ? 'red' : null),
    },
    { title: 'API', value: (app) => app.apiUrl ?? 'by the repository' },
    { title: 'USED BY', value: (app) => app.usedBy.join(', ') || '–' },
  ])
}
