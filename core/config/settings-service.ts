import { isDeepStrictEqual } from 'node:util'
import type { InferContractRouterOutputs } from '@orpc/contract'
import {
  type contract,
  type FieldError,
  type SettingField,
  Settings,
  type SettingsView,
} from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { OvenError } from '../errors.ts'
import { closestName } from '../jobs/known-fields.ts'
import type { ConfigFile, ConfigFileStore } from '../ports/config-store.ts'
import { settingCatalogue } from './catalogue/setting-catalogue.ts'
import { readConfig } from './read-config.ts'
import { leavesOf, mergeSettings, touches, valueAt } from './setting-paths.ts'

type Updated = InferContractRouterOutputs<typeof contract>['settings']['update']

export interface SettingsService {
  show(): SettingsView
  /** Throws `settings-invalid` (INPUT_INVALID) with a sentence for every wrong field; nothing was changed then. */
  update(changes: Record<string, unknown>): Updated
  /** Follows edits of the file by hand until `stop`. */
  start(): void
  stop(): void
}

/** Shows and changes `config.json`. `onChanged` is called after each change, whoever made it. */
export function createSettings(options: {
  store: ConfigFileStore
  changes: Pick<ChangeHub, 'emit'>
  onChanged: () => void
}): SettingsService {
  const { store, changes, onChanged } = options
  const defaults = Settings.parse({})
  let stopWatching: (() => void) | null = null

  function tell(): void {
    onChanged()
    changes.emit({ type: 'settings' })
  }

  function show(): SettingsView {
    const settings = store.read()
    const problems = [...store.problems()]
    const file = store.readFile()
    return {
      path: store.path,
      settings,
      fields: settingCatalogue.map((entry): SettingField => {
        const fallback = valueAt(defaults, entry.key)
        const value = valueAt(settings, entry.key)
        return {
          unit: null,
          choices: [],
          fallback: null,
          takesEffect: 'at-once',
          desktopOnly: false,
          ...entry,
          value: value ?? null,
          default: fallback ?? null,
          isDefault: isDeepStrictEqual(value, fallback),
          problem: problems.find(({ field }) => touches(field, entry.key))?.message ?? null,
        }
      }),
      problems,
      unknownKeys: leavesOf(file)
        .map(({ key }) => key)
        .filter((key) => !isKnown(key)),
    }
  }

  function update(wanted: Record<string, unknown>): Updated {
    const leaves = leavesOf(wanted)
    const unknown = leaves
      .filter(({ key, value }) => value !== null && !isKnown(key))
      .map(({ key }) => unknownFault(key))
    if (unknown.length > 0) throw refusal(unknown)
    const before = store.read()
    store.rewrite((file) => checked(file, wanted, leaves))
    const after = store.read()
    const changed = settingCatalogue.filter(
      ({ key }) => !isDeepStrictEqual(valueAt(before, key), valueAt(after, key)),
    )
    if (leaves.length > 0) tell()
    return {
      ...show(),
      changed: changed.map(({ key }) => key),
      notes: changed.some(({ takesEffect }) => takesEffect === 'next-run')
        ? ['Runs that are under way keep what they began with; the next ones take this up.']
        : [],
    }
  }

  return {
    show,
    update,
    start() {
      stopWatching ??= store.onExternalChange(tell)
    },
    stop() {
      stopWatching?.()
      stopWatching = null
    },
  }
}

/** The file with the changes in it. What was wrong before, and is not touched, does not stand in the way. */
function checked(
  file: ConfigFile,
  wanted: Record<string, unknown>,
  leaves: { key: string }[],
): Record<string, unknown> {
  const next = mergeSettings(file, wanted)
  const places = leaves.map(({ key }) => placeOf(key))
  const faults = readConfig(next).problems.filter(({ field }) =>
    places.some((place) => touches(place, placeOf(field))),
  )
  if (faults.length > 0) throw refusal(faults)
  return next
}

function refusal(fields: FieldError[]): OvenError {
  return new OvenError('settings-invalid', fields[0]!.message, {
    kind: 'INPUT_INVALID',
    hint: 'Nothing was changed. `oven config show` lists every setting with what it takes.',
    fields,
  })
}

/** The setting that a key lies in: a fault may be in another part of it than what was changed. */
function placeOf(key: string): string {
  const entry = settingCatalogue.find((each) => key.startsWith(`${each.key}.`))
  if (entry === undefined) return key
  const inside = key.slice(entry.key.length + 1).split('.')
  return entry.kind === 'apps' || entry.kind === 'channels' ? `${entry.key}.${inside[0]}` : entry.key
}

/** A key of the catalogue, one that holds some, or one inside the GitHub Apps. */
function isKnown(key: string): boolean {
  return settingCatalogue.some((entry) => entry.key === key || key.startsWith(`${entry.key}.`))
}

function unknownFault(key: string): FieldError {
  const group = settingCatalogue.find((entry) => entry.key.startsWith(`${key}.`))
  if (group !== undefined)
    return { field: key, message: `The field "${key}" must be an object, such as with "${group.key}".` }
  const near = closestName(
    key,
    settingCatalogue.map((entry) => entry.key),
  )
  return {
    field: key,
    message: `The setting "${key}" is not known${near === null ? '.' : `; did you mean "${near}"?`}`,
  }
}
