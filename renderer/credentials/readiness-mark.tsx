import type { JobView } from '../../contract/index.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { describeReadiness } from './credential-words.ts'
import css from './readiness-mark.module.css'

/** Whether a job's next run will be let through. Nothing before the oven has looked. */
export function ReadinessMark({ readiness }: { readiness: JobView['readiness'] }) {
  if (readiness === null) return null
  const { tone, word, detail } = describeReadiness(readiness)
  return (
    <span className={css.mark} title={detail}>
      <OutcomeMark tone={tone} size={12} /> {word}
    </span>
  )
}
