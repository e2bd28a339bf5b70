import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallServer } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { SetSecretDialog } from '../secrets/set-secret-dialog.tsx'
import css from './github-calls.module.css'
import { githubAddress, reachOfGithub, secretWords } from './github-words.ts'
import { PollRows } from './poll-rows.tsx'

/** The polls of a host move on without a change that it would tell of. */
const ASK_AGAIN_MS = 20_000

/** What happens on GitHub: how GitHub tells the oven, and when the oven asks. */
export function GithubCalls({ server }: { server: CallServer }) {
  const { queries } = useOven()
  const status = useQuery({ ...queries.github.status.queryOptions(), refetchInterval: ASK_AGAIN_MS })
  return (
    <Section title="GitHub">
      <Card>
        <Address server={server} />
        <Secret server={server} />
        <div className={css.row}>
          <p className={css.title}>Asked by the oven</p>
          <p className={css.about}>
            So nothing is missed where GitHub cannot call, or while this machine slept. How often is set in
            the <a href={addresses.settingsPane('github')}>settings</a>.
          </p>
        </div>
        <QueryState query={status} lines={2}>
          {({ polls }) =>
            polls.length === 0 ? (
              <EmptyState title="No repository is asked about">
                What on GitHub begins a job is said in its form, by rules such as: when an issue is labelled
                `bake`.
              </EmptyState>
            ) : (
              <PollRows polls={polls} />
            )
          }
        </QueryState>
      </Card>
    </Section>
  )
}

function Address({ server }: { server: CallServer }) {
  return (
    <div className={css.row}>
      <p className={css.title}>Told by GitHub</p>
      <div className={css.about}>
        <p>
          In the repository’s settings on GitHub, “Webhooks”, “Add webhook”, with content type{' '}
          <code>application/json</code>, the events that your rules are about, and this payload address:
        </p>
        <CopyCommand command={githubAddress(server)} />
        <p>{reachOfGithub(server)}</p>
      </div>
    </div>
  )
}

function Secret({ server }: { server: CallServer }) {
  const [setting, setSetting] = useState(false)
  const { secret, isSecretSet } = server.github
  const words = secretWords(server.github)
  return (
    <div className={css.row}>
      <div className={css.line}>
        <OutcomeMark tone={words.tone} size={16} />
        <div className={css.words}>
          <p className={css.title}>{words.title}</p>
          <p className={css.about}>
            <Sentence text={words.about} />
          </p>
        </div>
        <Button onClick={() => setSetting(true)} disabled={isSecretSet === null}>
          {isSecretSet ? 'Replace it…' : 'Set it…'}
        </Button>
      </div>
      {isSecretSet === false && (
        <div className={css.about}>
          <p>This makes one; paste it here and on GitHub:</p>
          <CopyCommand command="openssl rand -hex 32" />
        </div>
      )}
      {setting && (
        <SetSecretDialog name={secret} isSet={isSecretSet === true} onClose={() => setSetting(false)} />
      )}
    </div>
  )
}
