import type { Job, JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { JobCalls } from '../webhooks/job-calls.tsx'
import { JobChain } from './job-chain.tsx'
import { JobGithub } from './job-github.tsx'
import css from './job-page.module.css'

/** All that starts the job: its schedule, a command, and calls from outside. */
export function JobTriggers({ view }: { view: JobView }) {
  const { id, enabled } = view.job
  return (
    <div className={css.stack}>
      <Section
        title="Schedule"
        aside={<ButtonLink href={addresses.editJob(id)}>Change the schedule</ButtonLink>}
      >
        <Card>
          <div className={css.commands}>
            <p>
              {view.scheduleText}
              {enabled && view.nextDueAt !== null && (
                <>
                  , next <RelativeTime at={view.nextDueAt} />
                </>
              )}
              {!enabled && '. It is off, so nothing fires.'}
            </p>
          </div>
        </Card>
      </Section>
      {isFollower(view.job) && <JobChain job={view.job} />}
      {view.job.github !== undefined && <JobGithub job={view.job} />}
      <Section title="From a terminal">
        <Card>
          <div className={css.commands}>
            <div className={css.command}>
              <p>On this machine:</p>
              <CopyCommand command={`oven run ${id}`} />
            </div>
          </div>
        </Card>
      </Section>
      <JobCalls jobId={id} />
    </div>
  )
}

function isFollower(job: Job): job is Job & { after: NonNullable<Job['after']> } {
  return job.after !== undefined
}
