import type { JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './job-page.module.css'

/** All that starts the job: its schedule, and how others ask for a run. */
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
      <Section title="Started by others">
        <Card>
          <div className={css.commands}>
            <div className={css.command}>
              <p>From a terminal on the host:</p>
              <CopyCommand command={`oven run ${id}`} />
            </div>
            <div className={css.command}>
              <p>By a program, with the token of the running host (`instance.json` in the oven’s folder):</p>
              <CopyCommand
                command={`curl -X POST -H "Authorization: Bearer $TOKEN" ${window.location.origin.startsWith('http') ? window.location.origin : 'http://127.0.0.1:$PORT'}/api/jobs/${encodeURIComponent(id)}/run`}
              />
            </div>
          </div>
        </Card>
      </Section>
    </div>
  )
}
