import type { SettingField } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import type { OvenClient } from '../connect.ts'
import { exitCodes, Failure, wrongUse } from '../failure.ts'
import type { Screen } from '../print/screen.ts'
import { printSettings, settingText } from '../print/setting-lines.ts'
import { changesOf, readSettingValue } from '../setting-value.ts'
import { closest } from '../suggest.ts'

const keyArgument = { name: 'key', summary: 'such as retention.days', required: true } as const

export const show = defineCommand({
  summary: 'Shows the settings: what holds, what it means, and what is the default.',
  arguments: [{ name: 'key', summary: 'only this one, or those that begin with it' }],
  options: { changed: { summary: 'only those that are not at their default' } },
  need: 'files',
  examples: [
    ['oven config show', 'everything there is to set'],
    ['oven config show notifications', 'one part of it'],
    ['oven config show --changed --json | jq .settings', 'for another program'],
  ],
  async run({ arguments: [key], options, connect }) {
    const { client } = await connect()
    const view = await client.settings.show()
    const fields = view.fields.filter(
      (field) =>
        (key === undefined || field.key === key || field.key.startsWith(`${key}.`) || field.group === key) &&
        (!options.changed || !field.isDefault),
    )
    if (key !== undefined && !options.changed && fields.length === 0) throw unknownKey(key, view.fields)
    return { data: { ...view, fields }, print: (screen) => printSettings(screen, view, fields) }
  },
})

export const get = defineCommand({
  summary: 'Prints the value of one setting, as it holds now.',
  notes: 'Lists print one entry on each line. Prints nothing where nothing is set and there is no default.',
  arguments: [keyArgument],
  need: 'files',
  examples: [['oven config get retention.days', 'how long logs are kept, in days']],
  async run({ arguments: [key], connect }) {
    const { client } = await connect()
    const field = await findField(client, key!)
    return {
      data: { key: field.key, value: field.value, isDefault: field.isDefault },
      print: (screen) => {
        for (const line of settingText(field)) screen.line(line)
      },
    }
  },
})

export const set = defineCommand({
  summary: 'Changes a setting. A wrong value is refused, and nothing changed.',
  notes:
    'Durations may be written as 30m or 2h, sizes as 5g, switches as on and off. A list takes all words that follow; JSON is taken as it is. What is set holds at once, for runs that begin from now on.',
  arguments: [keyArgument, { name: 'value', summary: 'what it is to be', required: true, rest: true }],
  need: 'files',
  examples: [
    ['oven config set retention.days 30', 'keep logs for 30 days'],
    ['oven config set network.allow default api.example.com', 'a list'],
    ['oven config set limits.maxConcurrentRuns 2', 'no more than two runs at a time'],
    ['oven config set schedules.catchUpWithin 12h', 'a duration'],
  ],
  async run({ arguments: [key, ...words], connect }) {
    const { client } = await connect()
    const field = await findField(client, key!)
    return await change(client, key!, readSettingValue(field, key!, words))
  },
})

export const unset = defineCommand({
  summary: 'Takes a setting away, so that its default holds again.',
  arguments: [keyArgument],
  need: 'files',
  examples: [['oven config unset retention.days', 'back to the default']],
  async run({ arguments: [key], connect }) {
    const { client } = await connect()
    return await change(client, key!, null)
  },
})

async function change(client: OvenClient, key: string, value: unknown) {
  const data = await client.settings.update({ changes: changesOf(key, value) })
  const field = data.fields.find((each) => each.key === key || key.startsWith(`${each.key}.`))
  return {
    data: { key, value: field?.value ?? null, changed: data.changed, notes: data.notes },
    print(screen: Screen) {
      if (data.changed.length === 0) return screen.line(`${key} is as it was.`)
      const now = field === undefined ? [] : settingText(field)
      screen.line(now.length === 0 ? `${key} is not set.` : `${key} is now ${now.join(', ')}.`)
      for (const note of data.notes) screen.line(note)
    },
  }
}

async function findField(client: OvenClient, key: string): Promise<SettingField> {
  const { fields } = await client.settings.show()
  const field = fields.find((each) => each.key === key || key.startsWith(`${each.key}.`))
  if (field !== undefined) return field
  if (fields.some((each) => each.key.startsWith(`${key}.`)))
    throw wrongUse(`"${key}" is a part with several settings.`, `See \`oven config show ${key}\`.`)
  throw unknownKey(key, fields)
}

function unknownKey(key: string, fields: readonly SettingField[]): Failure {
  const near = closest(
    key,
    fields.map((field) => field.key),
  )
  return new Failure({
    exitCode: exitCodes.notFound,
    code: 'NOT_FOUND',
    message: `There is no setting "${key}"${near ? `; did you mean "${near}"?` : '.'}`,
    hint: 'See `oven config show`.',
  })
}
