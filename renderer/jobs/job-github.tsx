import { ruleInWords } from '../../contract/github-rule-words.ts'
import type { Job } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { githubRepoOf } from './form/github-draft.ts'
import css from './job-page.module.css'

/** For a job's page: what on GitHub begins it, whose doing, and what GitHub is told. */
export function JobGithub({ job }: { job: Job }) {
  const { github } = job
  if (github === undefined) return null
  const repo = github.repo ?? ('source' in job ? githubRepoOf(job.source.repo) : null)
  const said = [
    ...(github.report.includes('comment') ? ['a comment'] : []),
    ...(github.report.includes('status') ? ['the commit’s status'] : []),
  ]
  return (
    <Section
      title="GitHub"
      aside={<ButtonLink href={addresses.editJob(job.id)}>Change the rules</ButtonLink>}
    >
      <Card>
        <div className={css.commands}>
          <ul className={css.rules} aria-label="What begins it on GitHub">
            {github.on.map((rule) => (
              <li key={JSON.stringify(rule)}>
                <Sentence text={`${ruleInWords(rule)}.`} />
              </li>
            ))}
          </ul>
          <p className={css.muted}>
            {repo !== null && (
              <>
                In <code>{repo}</code>.{' '}
              </>
            )}
            {github.by === 'anyone' ? 'Anyone may begin it. ' : 'Only people who may write there begin it. '}
            {github.poll ? 'GitHub is asked, too. ' : 'GitHub has to call. '}
            {said.length > 0 && `What becomes of it is told by ${said.join(' and ')}.`}
          </p>
        </div>
      </Card>
    </Section>
  )
}
