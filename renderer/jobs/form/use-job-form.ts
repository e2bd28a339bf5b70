import { zodResolver } from '@hookform/resolvers/zod'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import type { FieldError } from '../../../contract/index.ts'
import { checkDraft } from './check-draft.ts'
import type { JobDraft } from './job-draft.ts'
import { placeErrors } from './place-errors.ts'
import { writeJob } from './write-job.ts'

/**
 * The form's values and faults. Written inputs are checked by the contract's own schema as they are left; once saving was
 * tried, empty ones too, and each at every key. What the host refuses stays at its input until that is changed.
 */
export function useJobForm(start: JobDraft, taken: readonly string[]) {
  const strict = useRef(false)
  const ids = useRef(taken)
  ids.current = taken
  const [hostFaults, setHostFaults] = useState<Record<string, string>>({})
  const [tries, setTries] = useState(0)

  const resolver = useMemo(
    () => zodResolver(draftSchema(() => ({ strict: strict.current, taken: ids.current }))),
    [],
  )
  const form = useForm<JobDraft>({
    defaultValues: start,
    resolver,
    mode: 'onBlur',
    shouldFocusError: false,
  })
  const { watch, trigger, getFieldState } = form

  useEffect(() => {
    const { unsubscribe } = watch((_values, { name }) => {
      if (name !== undefined) setHostFaults((faults) => withoutThoseOf(faults, name))
      if (strict.current) void trigger()
      else if (name !== undefined && getFieldState(name).error !== undefined) void trigger(name)
    })
    return unsubscribe
  }, [watch, trigger, getFieldState])

  /** The draft when nothing is wrong with it as far as the contract tells, else null. */
  const check = useCallback(async (): Promise<boolean> => {
    strict.current = true
    const isRight = await trigger()
    setTries((count) => count + 1)
    return isRight
  }, [trigger])

  return {
    form,
    hostFaults,
    tries,
    check,
    refuse(fields: readonly FieldError[]) {
      setHostFaults(placeErrors(fields).byInput)
      setTries((count) => count + 1)
    },
  }
}

/** The contract's schema for jobs, over what the form writes; faults by the form's own inputs. */
function draftSchema(by: () => { strict: boolean; taken: readonly string[] }) {
  return z.custom<JobDraft>().superRefine((draft, context) => {
    const { strict, taken } = by()
    const faults = checkDraft(writeJob(draft), taken).filter(({ empty }) => strict || !empty)
    for (const [input, message] of Object.entries(placeErrors(faults).byInput))
      context.addIssue({ code: 'custom', path: input.split('.'), message })
  })
}

/** A schedule's inputs come to one pattern together; a fault of a list is one of its entries. */
function withoutThoseOf(faults: Record<string, string>, changed: string): Record<string, string> {
  const isOf = (name: string) =>
    name === changed ||
    name.startsWith(`${changed}.`) ||
    changed.startsWith(`${name}.`) ||
    (name.startsWith('schedule') && changed.startsWith('schedule.'))
  const kept = Object.entries(faults).filter(([name]) => !isOf(name))
  return kept.length === Object.keys(faults).length ? faults : Object.fromEntries(kept)
}
