import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'

/** Asks before the login inside containers goes, naming the jobs that cannot run without it. */
export function SignOutDialog({ usedBy, onClose }: { usedBy: readonly string[]; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const signOut = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.auth.signOut({ login: 'claude' }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queries.auth.key() })
      onClose()
    },
  })
  const refusal = signOut.error === null ? null : toRefusal(signOut.error)
  return (
    <ConfirmDialog
      title="Sign out of Claude inside containers?"
      confirm="Sign out"
      danger
      busy={signOut.isPending}
      error={refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => signOut.mutate()}
      onClose={onClose}
    >
      Claude Code ends the login, and its volume is removed. Other logins stay.
      {usedBy.length > 0 && ` These jobs use it and will not run without it: ${usedBy.join(', ')}.`}
    </ConfirmDialog>
  )
}
