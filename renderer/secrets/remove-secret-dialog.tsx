import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SecretView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'

/** Asks before a secret goes, naming the jobs that cannot run without it. */
export function RemoveSecretDialog({ secret, onClose }: { secret: SecretView; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { name, usedBy } = secret
  const remove = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.secrets.remove({ name, force: usedBy.length > 0 }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queries.secrets.key() })
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
      The value cannot be brought back.
      {usedBy.length > 0 && ` These jobs use it and will not run without it: ${usedBy.join(', ')}.`}
    </ConfirmDialog>
  )
}
