import type { GithubPoll } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './github-calls.module.css'
import { pollTone, untoldWords } from './github-words.ts'

/** Repositories that GitHub is asked about: for which jobs, when, and what stands in the way. */
export function PollRows({ polls }: { polls: readonly GithubPoll[] }) {
  return (
    <ul className={css.polls} aria-label="Repositories that are asked about">
      {polls.map((poll) => (
        <li key={poll.repo} className={css.row}>
          <div className={css.line}>
            <OutcomeMark tone={pollTone(poll)} size={16} />
            <div className={css.words}>
              <p className={css.title}>
                <code>{poll.repo}</code>
              </p>
              <p className={css.about}>
                {poll.lastAskedAt === null ? (
                  'Not asked yet'
                ) : (
                  <>
                    Last asked <RelativeTime at={poll.lastAskedAt} />
                  </>
                )}
                {poll.nextAt === null ? (
                  ', and not again for now'
                ) : (
                  <>
                    , next <RelativeTime at={poll.nextAt} />
                  </>
                )}
                {' · for '}
                {poll.jobs.map((id, index) => (
                  <span key={id}>
                    {index > 0 && ', '}
                    <a href={addresses.job(id, { tab: 'triggers' })}>{id}</a>
                  </span>
                ))}
              </p>
              {poll.problem !== null && (
                <p className={css.problem}>
                  <Sentence text={[poll.problem.message, poll.problem.hint].filter(Boolean).join(' ')} />{' '}
                  <span className={css.since}>
                    Since <RelativeTime at={poll.problem.since} />.
                  </span>
                </p>
              )}
              {poll.untold.length > 0 && (
                <p className={css.untold}>
                  <Sentence text={untoldWords(poll.untold)} />
                </p>
              )}
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}
