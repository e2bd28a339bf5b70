import { useQuery } from '@tanstack/react-query'
import { useFormContext, useWatch } from 'react-hook-form'
import type { Job } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes } from '../../format/quantities.ts'
import { Field } from '../../parts/field.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import { LengthField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './limit-fields.module.css'
import { memoryText, readMemory } from './memory-text.ts'
import { useFault } from './use-fault.ts'

const GIB = 1024 ** 3

/** How long a run may take, and how much of the engine it may use, against what the engine has. */
export function LimitFields() {
  const { queries } = useOven()
  const type = useWatch<JobDraft, 'type'>({ name: 'type' })
  const { data } = useQuery(queries.status.show.queryOptions())
  const defaults = useDefaultLimits(type)
  const engine = data?.engine.status === 'up' ? data.engine : null
  return (
    <>
      <LengthField
        name="resources.timeout"
        label="Time limit"
        placeholder={String(defaults.timeoutSeconds / 60)}
        hint="From the container’s start; then the run is stopped."
        units={['seconds', 'minutes', 'hours']}
      />
      <Share
        name="resources.memory"
        label="Memory"
        hint={`Such as 512m or 2g. ${engine ? `The engine has ${formatBytes(engine.memoryBytes)}.` : 'The engine does not answer now.'}`}
        placeholder={defaults.memory}
        position={(text) => (readMemory(text) ?? readMemory(defaults.memory) ?? GIB) / GIB}
        write={(gib) => memoryText(gib * GIB)}
        max={engine ? engine.memoryBytes / GIB : 16}
        step={0.25}
      />
      <Share
        name="resources.cpus"
        label="Processors"
        hint={engine ? `The engine has ${engine.cpus}.` : null}
        placeholder={String(defaults.cpus)}
        position={(text) => Number(text) || defaults.cpus}
        write={String}
        max={engine?.cpus ?? 8}
        step={0.25}
      />
    </>
  )
}

interface ShareProps {
  name: 'resources.memory' | 'resources.cpus'
  label: string
  hint: string | null
  placeholder: string
  position: (text: string) => number
  write: (position: number) => string
  max: number
  step: number
}

/** A part of what the engine has: written as a number, or drawn on a scale. */
function Share({ name, label, hint, placeholder, position, write, max, step }: ShareProps) {
  const { register, setValue } = useFormContext<JobDraft>()
  const written = useWatch<JobDraft, typeof name>({ name })
  const top = Math.max(step, Math.floor(max / step) * step)
  const isOver = written.trim() !== '' && position(written) > max
  return (
    <Field
      label={label}
      error={useFault(name)}
      hint={isOver ? `${hint ?? ''} More than that is not given.` : hint}
    >
      {(input) => (
        <span className={css.share}>
          <TextInput {...input} width="short" placeholder={placeholder} {...register(name)} />
          <input
            type="range"
            className={css.range}
            aria-label={`Scale of ${label === 'Memory' ? 'size' : 'number'}`}
            aria-valuetext={written.trim() === '' ? `${placeholder}, by default` : written}
            data-unset={written.trim() === '' || undefined}
            min={step}
            max={top}
            step={step}
            value={Math.min(top, position(written))}
            onChange={(event) => setValue(name, write(Number(event.target.value)), { shouldDirty: true })}
          />
        </span>
      )}
    </Field>
  )
}

/** What holds for a job that says nothing, as the settings have it. */
export function useDefaultLimits(type: Job['type']) {
  const { queries } = useOven()
  const { data } = useQuery(queries.settings.show.queryOptions())
  const part = type === 'docker' ? 'docker' : 'pipeline'
  const of = (key: string) => data?.fields.find((field) => field.key === `${part}.${key}`)?.value
  const [timeout, memory, cpus] = [of('defaultTimeout'), of('defaultMemory'), of('defaultCpus')]
  return {
    timeoutSeconds: typeof timeout === 'number' ? timeout : type === 'docker' ? 3600 : 1800,
    memory: typeof memory === 'string' ? memory : type === 'docker' ? '1g' : '4g',
    cpus: typeof cpus === 'number' ? cpus : type === 'docker' ? 1 : 2,
  }
}
