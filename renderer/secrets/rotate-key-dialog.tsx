import { useMutation, useQueryClient } from '@tanstack/react-query'
import { use } from 'react'
import type { SecretList } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { ToastsContext } from '../parts/toasts.tsx'

/** Asks before all secrets are put under a new key. */
export function RotateKeyDialog({ list, onClose }: { list: SecretList; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const toasts = use(ToastsContext)
  const rotate = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.secrets.rotateKey(),
    onSuccess: ({ keptBy }) => {
      void queryClient.invalidateQueries({ queryKey: queries.secrets.key() })
      toasts?.show({ tone: 'succeeded', message: `All secrets are under a new key: ${keptBy}.` })
      onClose()
    },
  })
  const refusal = rotate.error === null ? null : toRefusal(rotate.error)
  return (
    <ConfirmDialog
      title="Put all secrets under a new key?"
      confirm="Make a new key"
      busy={rotate.isPending}
      error={refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => rotate.mutate()}
      onClose={onClose}
    >
      Jobs and runs notice nothing. The key that is in {list.keptBy} is gone then; copies of the file from
      before still open with copies of it, so a secret that somebody may have read is to be replaced as well.
    </ConfirmDialog>
  )
}
