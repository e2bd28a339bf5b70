import type { SettingField } from '../../../contract/index.ts'

/** What there is to say about a setting whatever its value. */
export type SettingEntry = Pick<SettingField, 'key' | 'title' | 'explanation' | 'kind'> &
  Partial<Pick<SettingField, 'unit' | 'choices' | 'fallback' | 'takesEffect' | 'desktopOnly'>>

export const choice = (value: string, title: string) => ({ value, title })
export const nextRun = { takesEffect: 'next-run' } as const
export const asFailure = 'as with runs that fail'
