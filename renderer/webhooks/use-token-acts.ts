import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewToken, TokenKind } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'

/** What can be done with tokens. New values are handed to `onMade` and kept nowhere else. */
export function useTokenActs({ onMade, onDone }: { onMade?: (made: NewToken) => void; onDone?: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const refresh = () => void queryClient.invalidateQueries({ queryKey: queries.tokens.key() })
  // Answers hold values that are shown once: nothing is to remember them.
  const own = { meta: { showsItsErrors: true }, gcTime: 0 }
  const create = useMutation({
    ...own,
    mutationFn: (input: { jobId: string; kind: TokenKind; label?: string }) => client.tokens.create(input),
    onSuccess(made) {
      refresh()
      onMade?.(made)
    },
  })
  const rotate = useMutation({
    ...own,
    mutationFn: (input: { id: string; graceSeconds: number }) => client.tokens.rotate(input),
    onSuccess(made) {
      refresh()
      onMade?.(made)
    },
  })
  const revoke = useMutation({
    ...own,
    mutationFn: (id: string) => client.tokens.revoke({ id }),
    onSuccess() {
      refresh()
      onDone?.()
    },
  })
  return { create, rotate, revoke }
}
