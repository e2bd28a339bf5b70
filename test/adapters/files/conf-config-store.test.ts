import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ConfConfigStore } from '../../../adapters/files/conf-config-store.ts'
import { Config } from '../../../core/ports/config-store.ts'
import { tempFolder } from './temp-folder.ts'

function setUp(json?: unknown) {
  const path = join(tempFolder(), 'config.json')
  if (json !== undefined) writeFileSync(path, JSON.stringify(json))
  const warnings: string[] = []
  const store = new ConfConfigStore({ path, onWarning: (sentence) => warnings.push(sentence) })
  return { path, store, warnings, file: () => JSON.parse(readFileSync(path, 'utf8')) }
}

it('answers the defaults without a file', () => {
  expect(setUp().store.read()).toEqual(Config.parse({}))
})

it('names wrong values once, uses their defaults and leaves the file as it is', () => {
  const json = {
    timezone: 'Mars/Base',
    auth: { defaultMode: 'telepathy', claudeCredPath: '~/c', kept: 1 },
    docker: { defaultCpus: -1, defaultMemory: '2g' },
    notifications: 'loud',
    unknown: { deep: true },
  }
  const { store, warnings, file } = setUp(json)
  const config = store.read()
  expect(config.timezone).toBeUndefined()
  expect(config.auth).toMatchObject({ defaultMode: 'host-login', claudeCredPath: '~/c', kept: 1 })
  expect(config.docker).toEqual({ defaultMemory: '2g' })
  expect(config.notifications).toMatchObject({ onFailure: true, onSuccess: false })
  expect(config.unknown).toEqual({ deep: true })
  store.read()
  expect(warnings.map((sentence) => /"([^"]+)"/.exec(sentence)![1]).sort()).toEqual([
    'auth.defaultMode',
    'docker.defaultCpus',
    'notifications',
    'timezone',
  ])
  expect(file()).toEqual(json)
})

it('merges top-level keys and keeps what it does not know', () => {
  const { store, file } = setUp({ unknown: 1, timezone: 'Europe/Berlin', docker: { defaultCpus: 2 } })
  const config = store.write({ docker: { defaultMemory: '1g' }, timezone: null })
  expect(config.docker).toEqual({ defaultMemory: '1g' })
  expect(config.timezone).toBeUndefined()
  expect(file()).toEqual({ unknown: 1, docker: { defaultMemory: '1g' } })
})

it('refuses a wrong value by its field, but not for one that was wrong before', () => {
  const { store, file } = setUp({ timezone: 'Mars/Base' })
  expect(() => store.write({ docker: { defaultCpus: 'two' } })).toThrowError(
    expect.objectContaining({
      code: 'config-invalid',
      kind: 'INPUT_INVALID',
      fields: [expect.objectContaining({ field: 'docker.defaultCpus' })],
    }),
  )
  store.write({ docker: { defaultCpus: 2 } })
  expect(file()).toEqual({ timezone: 'Mars/Base', docker: { defaultCpus: 2 } })
})
