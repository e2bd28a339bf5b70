import { Container, Workflow } from 'lucide-react'
import type { Job } from '../../contract/index.ts'
import css from './job-glyph.module.css'

/** What kind of job it is: a pipeline of agents, or a container. */
export function JobGlyph({ type }: { type: Job['type'] }) {
  const label = type === 'docker' ? 'Docker job' : 'Agent pipeline'
  return (
    <span className={css.glyph} role="img" aria-label={label} title={label}>
      {type === 'docker' ? <Container size={16} /> : <Workflow size={16} />}
    </span>
  )
}
