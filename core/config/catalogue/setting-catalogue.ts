import { SettingGroup } from '../../../contract/index.ts'
import { messageSettings } from './message-settings.ts'
import { ovenSettings } from './oven-settings.ts'
import { reachSettings } from './reach-settings.ts'
import { runSettings } from './run-settings.ts'
import type { SettingEntry } from './setting-entry.ts'

const groups: Record<SettingGroup, SettingEntry[]> = {
  ...ovenSettings,
  ...runSettings,
  ...reachSettings,
  ...messageSettings,
}

/**
 * Every setting with its group, in the order in which a person reads them. Defaults come from the schema
 * (contract/settings.ts).
 */
export const settingCatalogue: readonly (SettingEntry & { group: SettingGroup })[] =
  SettingGroup.options.flatMap((group) => groups[group].map((entry) => ({ ...entry, group })))
