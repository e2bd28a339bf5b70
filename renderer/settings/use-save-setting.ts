import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SettingField } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { type Refusal, toRefusal } from '../connection/refusal.ts'
import { useToasts } from '../parts/toasts.tsx'

/** Saves one setting at once, with a way to take it back. `null` goes back to the default. */
export function useSaveSetting(field: SettingField) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { show } = useToasts()
  const put = (value: unknown) => client.settings.update({ changes: changesOf(field.key, value) })
  const refresh = () => queryClient.invalidateQueries({ queryKey: queries.settings.key() })
  const before = field.isDefault && field.problem === null ? null : field.value

  async function undo(): Promise<void> {
    try {
      await put(before)
    } catch (error) {
      const { message, hint } = toRefusal(error)
      show({ tone: 'attention', message, hint })
    }
    void refresh()
  }

  const save = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: put,
    onSuccess({ changed, notes, ...view }) {
      queryClient.setQueryData(queries.settings.show.queryKey(), view)
      if (changed.length === 0) return
      show({
        tone: 'succeeded',
        message: `Saved: ${field.title}.`,
        hint: notes[0] ?? null,
        action: { label: 'Undo', act: () => void undo() },
      })
    },
    onSettled: () => void refresh(),
  })
  return {
    save: (value: unknown) => save.mutate(value),
    /** Shown until the host has answered, so that a switch does not jump back. */
    shown: save.isPending ? save.variables : field.value,
    isPending: save.isPending,
    refusal: save.isError ? toRefusal(save.error) : null,
    /** What was refused, to go on with it. */
    refused: save.isError ? save.variables : undefined,
    forget: save.reset,
  }
}

export type SavedSetting = ReturnType<typeof useSaveSetting>

/** What is wrong with the setting or, in a list, with one of its entries. */
export function faultOf(refusal: Refusal | null, key: string): string | undefined {
  if (refusal === null) return undefined
  const sentence = refusal.fields.find(({ field }) => field === key)?.message ?? refusal.message
  return besideItsField(sentence)
}

/** What stands at its field need not name it: `Must be more than 0.` */
export function besideItsField(sentence: string): string {
  const said = sentence.replace(/^The (?:field|setting) "[^"]*" /, '')
  return `${said[0]?.toUpperCase() ?? ''}${said.slice(1)}`
}

/** The part of the settings in which only this key stands. */
function changesOf(key: string, value: unknown): Record<string, unknown> {
  const [first, ...rest] = key.split('.')
  return { [first!]: rest.length === 0 ? value : changesOf(rest.join('.'), value) }
}
