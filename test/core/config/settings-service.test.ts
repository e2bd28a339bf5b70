import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ConfConfigStore } from '../../../adapters/files/conf-config-store.ts'
import { Settings } from '../../../contract/index.ts'
import { settingCatalogue } from '../../../core/config/catalogue/setting-catalogue.ts'
import { leavesOf } from '../../../core/config/setting-paths.ts'
import { createSettings } from '../../../core/config/settings-service.ts'
import { tempFolder } from '../../adapters/files/temp-folder.ts'

function setUp(json?: unknown) {
  const path = join(tempFolder(), 'config.json')
  if (json !== undefined) writeFileSync(path, JSON.stringify(json))
  const warnings: string[] = []
  const emitted: string[] = []
  let told = 0
  const store = new ConfConfigStore({ path, onWarning: (sentence) => warnings.push(sentence) })
  const settings = createSettings({
    store,
    changes: { emit: ({ type }) => emitted.push(type) },
    onChanged: () => {
      told += 1
    },
  })
  const field = (key: string) => settings.show().fields.find((each) => each.key === key)!
  return {
    settings,
    field,
    warnings,
    emitted,
    told: () => told,
    file: () => JSON.parse(readFileSync(path, 'utf8')),
    edit: (next: unknown) => writeFileSync(path, JSON.stringify(next)),
  }
}

const refusalOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error as { kind: string; message: string; fields: { field: string; message: string }[] }
  }
  throw new Error('it was not refused')
}

it('has a title and an explanation for every default of the schema', () => {
  const keys = settingCatalogue.map(({ key }) => key)
  const leaves = leavesOf(Settings.parse({})).map(({ key }) => key)
  // What holds nothing by default is no leaf of its own.
  const withoutDefault = ['budget', 'docker', 'limits', 'notifications.quietHours']
  expect(leaves.filter((key) => !keys.includes(key))).toEqual(expect.arrayContaining(withoutDefault))
  expect(leaves.filter((key) => !keys.includes(key))).toHaveLength(withoutDefault.length)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { title, explanation } of settingCatalogue) {
    expect(title).not.toBe('')
    expect(explanation).toMatch(/\.$/)
  }
})

it('shows what holds, what is the default, and what holds without a value', () => {
  const { field } = setUp({ retention: { days: 7 } })
  expect(field('retention.days')).toMatchObject({ value: 7, default: 90, isDefault: false, unit: 'days' })
  expect(field('retention.maxBytes')).toMatchObject({ value: 5 * 1024 ** 3, isDefault: true })
  expect(field('limits.maxConcurrentRuns')).toMatchObject({
    value: null,
    default: null,
    isDefault: true,
    fallback: 'as many as are due',
  })
})

it('merges objects, replaces lists, and keeps keys that it does not know', () => {
  const { settings, file, emitted, told } = setUp({
    old: { a: 1 },
    retention: { days: 7, kept: 'x' },
    network: { allow: ['default', 'a.example'] },
  })
  const answer = settings.update({ retention: { maxRunsPerJob: 3 }, network: { allow: ['b.example'] } })
  expect(file()).toEqual({
    old: { a: 1 },
    retention: { days: 7, kept: 'x', maxRunsPerJob: 3 },
    network: { allow: ['b.example'] },
  })
  expect(answer.changed).toEqual(['network.allow', 'retention.maxRunsPerJob'])
  expect(answer.notes).toHaveLength(1)
  expect(answer.unknownKeys).toEqual(['old.a', 'retention.kept'])
  expect([emitted, told()]).toEqual([['settings'], 1])
})

it('takes a value away with null, and what is left empty with it', () => {
  const { settings, file } = setUp({ limits: { maxConcurrentRuns: 2 }, retention: { days: 7 } })
  const answer = settings.update({ limits: { maxConcurrentRuns: null } })
  expect(file()).toEqual({ retention: { days: 7 } })
  expect(answer.changed).toEqual(['limits.maxConcurrentRuns'])
})

it('refuses all of it by every wrong field, in whole sentences', () => {
  const { settings, file, emitted } = setUp({ retention: { days: 7 } })
  const refused = refusalOf(() =>
    settings.update({
      retention: { days: 0, maxRunsPerJob: 2 },
      volumes: { allow: ['/srv', 'srv'] },
      notifications: { onFailure: 'yes' },
      auth: { githubApps: { bot: { appId: 1 } } },
    }),
  )
  expect(refused.kind).toBe('INPUT_INVALID')
  expect(refused.fields).toEqual(
    expect.arrayContaining([
      { field: 'retention.days', message: 'The field "retention.days" must be more than 0.' },
      { field: 'volumes.allow.1', message: 'The field "volumes.allow.1" must be an absolute path.' },
      {
        field: 'notifications.onFailure',
        message: 'The field "notifications.onFailure" must be true or false, not text.',
      },
      {
        field: 'auth.githubApps.bot.privateKey',
        message: 'The field "auth.githubApps.bot.privateKey" is missing.',
      },
    ]),
  )
  expect(file()).toEqual({ retention: { days: 7 } })
  expect(emitted).toEqual([])
})

it('refuses a setting that nobody knows, with what was probably meant', () => {
  const { settings } = setUp({ colour: 'red' })
  const refused = refusalOf(() => settings.update({ retention: { day: 3 }, notifications: 'loud' }))
  expect(refused.fields.map(({ message }) => message)).toEqual([
    'The setting "retention.day" is not known; did you mean "retention.days"?',
    'The field "notifications" must be an object, such as with "notifications.onFailure".',
  ])
  expect(settings.update({ colour: null }).unknownKeys).toEqual([])
})

it('is not held up by a value that was wrong before', () => {
  const { settings, field, file } = setUp({ timezone: 'Mars/Base', volumes: { allow: ['/srv', 1] } })
  expect(field('timezone').problem).toContain('must be an IANA time zone')
  expect(field('volumes.allow')).toMatchObject({
    value: ['/srv'],
    problem: expect.stringContaining('"volumes.allow.1"'),
  })
  settings.update({ retention: { days: 3 } })
  expect(file()).toMatchObject({ timezone: 'Mars/Base', retention: { days: 3 } })
  settings.update({ timezone: 'Europe/Berlin' })
  expect(field('timezone')).toMatchObject({ value: 'Europe/Berlin', problem: null })
})

it('tells of an edit by hand', async () => {
  const { settings, emitted, edit, field } = setUp({ retention: { days: 7 } })
  settings.start()
  edit({ retention: { days: 8 } })
  await expect.poll(() => emitted).toContain('settings')
  expect(field('retention.days').value).toBe(8)
  settings.stop()
})
