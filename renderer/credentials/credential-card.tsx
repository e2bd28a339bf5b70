import { RefreshCw } from 'lucide-react'
import type { Credential, Fix } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { credentialTone, credentialWords, usedByWords } from './credential-words.ts'
import css from './credentials-page.module.css'

/** One login or key: what was seen of it, what its last use came to, and what to do. Never its value. */
export function CredentialCard(props: { credential: Credential; checking: boolean; onCheck: () => void }) {
  const { credential, checking, onCheck } = props
  const { title, description, livesIn, usedBy, lastWorkedAt, lastRefusedAt, expiresAt, checkedAt } =
    credential
  const isFine = credential.status === 'worked' || credential.status === 'present'
  return (
    <Card className={css.card}>
      <header className={css.header}>
        <h2>{title}</h2>
        <span className={css.status}>
          <OutcomeMark tone={credentialTone(credential)} size={13} /> {credentialWords(credential)}
        </span>
        <Button
          kind="quiet"
          aria-label={`Check ${title} again`}
          icon={<RefreshCw size={14} />}
          busy={checking}
          onClick={onCheck}
        />
      </header>
      <p>
        <Sentence text={description} />
      </p>
      <p className={css.muted}>
        <Sentence text={livesIn} />
      </p>
      <dl className={css.facts}>
        <Fact name="Last worked" at={lastWorkedAt} without="never, as far as is known" />
        {lastRefusedAt !== null && <Fact name="Last refused" at={lastRefusedAt} without="" />}
        <Fact name="Until" at={expiresAt} without="not known" />
        <Fact name="Looked at" at={checkedAt} without="" />
      </dl>
      <p className={css.users}>
        {usedByWords(usedBy)}
        {usedBy.map((id) => (
          <a key={id} href={addresses.job(id)}>
            {id}
          </a>
        ))}
      </p>
      <Fixes fixes={credential.fixes} />
      {credential.kind === 'container-login' && isFine && (
        <Fixes
          fixes={[{ description: 'Sign in anew, in a terminal.', command: 'oven auth sign-in claude' }]}
        />
      )}
    </Card>
  )
}

function Fact({ name, at, without }: { name: string; at: string | null; without: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{at === null ? without : <RelativeTime at={at} />}</dd>
    </div>
  )
}

function Fixes({ fixes }: { fixes: readonly Fix[] }) {
  return fixes.map(({ description, command }) => (
    <div key={description} className={css.fix}>
      <p>
        <Sentence text={description} />
      </p>
      {command !== null && <CopyCommand command={command} />}
    </div>
  ))
}
