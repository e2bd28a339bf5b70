import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { Credential } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { PageHeader, Section } from '../parts/card.tsx'
import { Notice } from '../parts/notice.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { CredentialCard } from './credential-card.tsx'
import css from './credentials-page.module.css'
import { DefaultMode } from './default-mode.tsx'
import { GithubApps } from './github-apps.tsx'
import { SignInDialog } from './sign-in-dialog.tsx'
import { SignOutDialog } from './sign-out-dialog.tsx'

const CONTAINER_LOGIN = 'claude:container-login'

/** Every login and key that runs are handed: one card each, and what jobs are handed that do not say. */
export function CredentialsPage({ signIn = false }: { signIn?: boolean }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const credentials = useQuery(queries.auth.list.queryOptions())
  const [opened, setOpen] = useState<'sign-in' | 'sign-out' | null>(null)
  const open = signIn ? 'sign-in' : opened
  const close = () => {
    setOpen(null)
    if (signIn) replaceAddress(addresses.credentials)
  }
  const check = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: (id: string | undefined) => client.auth.check({ id }),
    onSuccess(checked) {
      const fresh = new Map(checked.map((credential) => [credential.id, credential]))
      queryClient.setQueryData(queries.auth.list.queryKey(), (before) =>
        before?.map((credential) => fresh.get(credential.id) ?? credential),
      )
    },
  })
  const refusal = check.isError ? toRefusal(check.error) : null
  const cardOf = (credential: Credential) => (
    <li key={credential.id}>
      <CredentialCard
        credential={credential}
        checking={check.isPending && (check.variables ?? credential.id) === credential.id}
        onCheck={() => check.mutate(credential.id)}
        onSignIn={() => setOpen('sign-in')}
        onSignOut={() => setOpen('sign-out')}
      />
    </li>
  )
  const cards = (list: Credential[], service: Credential['service'], label: string) => (
    <ul className={css.cards} aria-label={label}>
      {list.filter((credential) => credential.service === service).map(cardOf)}
    </ul>
  )
  return (
    <>
      <PageHeader
        title="Credentials"
        below="What runs log in with. No value is ever shown here."
        actions={
          <Button
            icon={<RefreshCw size={14} />}
            busy={check.isPending && check.variables === undefined}
            onClick={() => check.mutate(undefined)}
          >
            Check all again
          </Button>
        }
      />
      {refusal !== null && (
        <Notice tone="failed" title={refusal.message} role="alert">
          {refusal.hint}
        </Notice>
      )}
      <Section title="Claude">
        <DefaultMode />
        <QueryState query={credentials} lines={6}>
          {(list) => cards(list, 'claude', 'Logins and keys for Claude')}
        </QueryState>
      </Section>
      {credentials.data !== undefined && (
        <Section title="Git">{cards(credentials.data, 'git', 'Logins and keys for git')}</Section>
      )}
      <GithubApps />
      {open === 'sign-in' && (
        <SignInDialog onClose={close} onSignedIn={() => check.mutate(CONTAINER_LOGIN)} />
      )}
      {open === 'sign-out' && (
        <SignOutDialog
          usedBy={credentials.data?.find(({ id }) => id === CONTAINER_LOGIN)?.usedBy ?? []}
          onClose={close}
        />
      )}
    </>
  )
}
