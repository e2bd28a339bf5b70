import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ChannelView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'

/** Asks before a channel goes, naming the jobs whose messages went there. */
export function RemoveChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const { name, usedBy, waiting } = channel
  const secret = channel.channel?.secret
  const remove = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.notifications.removeChannel({ name }),
    onSuccess: () => {
      for (const queryKey of [queries.notifications.key(), queries.settings.key()])
        void queryClient.invalidateQueries({ queryKey })
      onClose()
    },
  })
  const refusal = remove.error === null ? null : toRefusal(remove.error)
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      confirm="Remove"
      danger
      busy={remove.isPending}
      error={refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Nothing is sent there any more{waiting > 0 ? ', nor what waits for it now' : ''}.
      {usedBy.length > 0 && ` These jobs name it among their channels: ${usedBy.join(', ')}.`}
      {secret !== undefined && ` Its secret ${secret} stays among the secrets.`}
    </ConfirmDialog>
  )
}
