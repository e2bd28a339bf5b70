import { createContext, use } from 'react'
import { get, useFormState } from 'react-hook-form'
import type { JobDraft } from './job-draft.ts'

/** What the host refused at the last saving, by input; an entry goes when its input is changed. */
export const HostFaults = createContext<Readonly<Record<string, string>>>({})

/** How often saving was tried. */
export const SavingTries = createContext(0)

/** What is wrong with an input: by the contract's schema, or else by the host's last word. */
export function useFault(name: string): string | undefined {
  const { errors } = useFormState<JobDraft>()
  const host = use(HostFaults)
  const local = (get(errors, name) as { message?: unknown } | undefined)?.message
  return typeof local === 'string' ? local : host[name]
}

/** Whether anything is wrong with inputs whose names begin so: groups that are closed open then. */
export function useHasFault(names: readonly string[]): boolean {
  const { errors } = useFormState<JobDraft>()
  const host = Object.keys(use(HostFaults))
  return names.some(
    (name) =>
      get(errors, name) !== undefined || host.some((each) => each === name || each.startsWith(`${name}.`)),
  )
}
