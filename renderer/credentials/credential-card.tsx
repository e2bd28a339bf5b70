import { KeyRound, RefreshCw } from 'lucide-react'
import type { Credential, Fix } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { RelativeTime } from '../parts/time.tsx'
import css from './credential-card.module.css'
import { credentialTone, credentialWords, isThere, usedByWords } from './credential-words.ts'

/** What signs in to a container's login; the card has a button for the same. */
const SIGN_IN = 'oven auth sign-in claude'

export interface CredentialCardProps {
  credential: Credential
  checking: boolean
  onCheck: () => void
  onSignIn: () => void
  onSignOut: () => void
}

/** One login or key: where it lives, what was seen of it, what its last use came to, and what to do. Never its value. */
export function CredentialCard(props: CredentialCardProps) {
  const { credential, checking, onCheck, onSignIn, onSignOut } = props
  const { title, description, livesIn, usedBy, lastWorkedAt, lastRefusedAt, expiresAt, checkedAt } =
    credential
  const isOurs = credential.kind === 'container-login'
  const isHere = isThere(credential)
  return (
    <Card className={css.card}>
      <header className={css.header}>
        <h3>{title}</h3>
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
      <div className={css.about}>
        <p>
          <Sentence text={description} />
        </p>
        <p className={css.muted}>
          <Sentence text={livesIn} />
        </p>
      </div>
      <dl className={css.facts}>
        <Fact name="Last worked" at={lastWorkedAt} without="not seen yet" />
        {lastRefusedAt !== null && <Fact name="Last refused" at={lastRefusedAt} without="" />}
        {isHere && <Fact name="Good until" at={expiresAt} without="not known" />}
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
      <Fixes fixes={credential.fixes.filter(({ command }) => !isOurs || command !== SIGN_IN)} />
      {isOurs && (
        <footer className={css.actions}>
          <Button
            kind={isHere || usedBy.length === 0 ? 'plain' : 'primary'}
            icon={<KeyRound size={14} />}
            onClick={onSignIn}
          >
            {isHere ? 'Sign in anew' : 'Sign in'}
          </Button>
          {isHere && <Button onClick={onSignOut}>Sign out</Button>}
          <span className={css.or}>or in a terminal</span>
          <CopyCommand command={SIGN_IN} />
        </footer>
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
  if (fixes.length === 0) return null
  return (
    <ul className={css.fixes} aria-label="What helps">
      {fixes.map(({ description, command }) => (
        <li key={description}>
          <p>
            <Sentence text={description} />
          </p>
          {command !== null && <CopyCommand command={command} />}
        </li>
      ))}
    </ul>
  )
}
