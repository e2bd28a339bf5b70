import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GithubAppView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'

/** Asks before a GitHub App goes, naming the jobs that cannot run without it. */
export function RemoveAppDialog({ app, onClose }: { app: GithubAppView; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { name, usedBy, privateKey } = app
  const remove = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.auth.apps.remove({ name, force: usedBy.length > 0 }),
    onSuccess: () => {
      for (const queryKey of [queries.auth.key(), queries.settings.key()])
        void queryClient.invalidateQueries({ queryKey })
      onClose()
    },
  })
  const refusal = remove.error === null ? null : toRefusal(remove.error)
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      confirm={usedBy.length > 0 ? 'Remove anyway' : 'Remove'}
      danger
      busy={remove.isPending}
      error={refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      The App on GitHub stays, and so does its private key, the secret {privateKey}.
      {usedBy.length > 0 && ` These jobs name it and will not run without it: ${usedBy.join(', ')}.`}
    </ConfirmDialog>
  )
}
