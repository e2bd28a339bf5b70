import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { PageHeader } from '../parts/card.tsx'
import { Notice } from '../parts/notice.tsx'
import { CredentialCard } from './credential-card.tsx'
import css from './credentials-page.module.css'

/** Every login and key that runs are handed: one card each. */
export function CredentialsPage() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const credentials = useQuery(queries.auth.list.queryOptions())
  const check = useMutation({
    mutationFn: (id: string | undefined) => client.auth.check({ id }),
    onSuccess(checked) {
      const fresh = new Map(checked.map((credential) => [credential.id, credential]))
      queryClient.setQueryData(queries.auth.list.queryKey(), (before) =>
        before?.map((credential) => fresh.get(credential.id) ?? credential),
      )
    },
  })
  const failed = check.isError
    ? check.error
    : credentials.isError && !credentials.data
      ? credentials.error
      : null
  return (
    <>
      <PageHeader
        title="Credentials"
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
      {failed !== null && (
        <Notice
          tone="failed"
          title={toRefusal(failed).message}
          action={<Button onClick={() => void credentials.refetch()}>Try again</Button>}
        >
          {toRefusal(failed).hint}
        </Notice>
      )}
      <ul className={css.cards} aria-label="Logins and keys">
        {credentials.data?.map((credential) => (
          <li key={credential.id}>
            <CredentialCard
              credential={credential}
              checking={check.isPending && (check.variables ?? credential.id) === credential.id}
              onCheck={() => check.mutate(credential.id)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
