import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Fix, LoginState } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import type { Tone } from '../format/words.ts'
import { Button } from '../parts/button.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import css from './first-run-page.module.css'

const SignInDialog = lazy(async () => ({
  default: (await import('../credentials/sign-in-dialog.tsx')).SignInDialog,
}))

/** What the sign-in in the window takes the place of. */
const SIGN_IN_COMMAND = 'oven auth sign-in claude'

const tones: Record<LoginState['status'], Tone> = {
  worked: 'succeeded',
  present: 'succeeded',
  expired: 'attention',
  missing: 'waiting',
  unknown: 'waiting',
}

export function useLogins() {
  const { queries } = useOven()
  return useQuery(queries.status.show.queryOptions({ select: ({ logins }) => logins }))
}

/** Is there a login that runs can be handed? Says what was seen, and how to get one. */
export function LoginStep({ id }: { id: LoginState['id'] }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const logins = useLogins()
  const [signingIn, setSigningIn] = useState(false)
  const again = useMutation({
    mutationFn: () => client.auth.check({}),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queries.status.key() })
      void queryClient.invalidateQueries({ queryKey: queries.auth.key() })
    },
  })
  const login = logins.data?.find((one) => one.id === id)
  const isThere = login?.status === 'present' || login?.status === 'worked'
  // The button below does what this command does.
  const others = login?.fixes.slice(1).filter(({ command }) => command !== SIGN_IN_COMMAND) ?? []
  return (
    <>
      <p className={css.lead}>
        {id === 'claude'
          ? 'The agents of a pipeline work with your own Claude login or with an API key. The login of this machine is handed to each run and kept nowhere else. A rehearsal needs none.'
          : 'To clone private repositories and to push what the agents have done, runs use the login of gh, or a token kept in Secrets. Repositories on this machine need none.'}
      </p>
      {login !== undefined && (
        <div className={css.state}>
          <OutcomeMark tone={tones[login.status]} size={16} />
          <p>
            <Sentence text={login.description} />
          </p>
          <Button
            kind="quiet"
            aria-label="Look again"
            icon={<RefreshCw size={14} />}
            busy={again.isPending}
            onClick={() => again.mutate()}
          />
        </div>
      )}
      {!isThere && login?.fixes[0] !== undefined && <FixLine fix={login.fixes[0]} />}
      {id === 'claude' && !isThere && (
        <div className={css.row}>
          <Button kind="primary" onClick={() => setSigningIn(true)}>
            Sign in for containers
          </Button>
          <span className={css.detail}>Claude Code’s own sign-in, in a terminal right here.</span>
        </div>
      )}
      {!isThere && others.length > 0 && (
        <Disclosure label="Other ways">
          <div className={css.choice}>
            {others.map((fix) => (
              <FixLine key={fix.description} fix={fix} />
            ))}
          </div>
        </Disclosure>
      )}
      {signingIn && (
        <Suspense fallback={null}>
          <SignInDialog onClose={() => setSigningIn(false)} onSignedIn={() => again.mutate()} />
        </Suspense>
      )}
    </>
  )
}

function FixLine({ fix }: { fix: Fix }) {
  return (
    <div className={css.fix}>
      <p>
        <Sentence text={fix.description} />
      </p>
      {fix.command !== null && <CopyCommand command={fix.command} />}
    </div>
  )
}
