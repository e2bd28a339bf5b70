import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Job } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'

const SECRET_NAME = /key|token|secret|passw|credential/i

/** Offers to move what looks like secrets out of a job's env, where anyone who reads jobs.json sees them. */
export function AdoptNotice({ job }: { job: Job }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const names = Object.keys(job.env ?? {}).filter((name) => SECRET_NAME.test(name))
  const adopt = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.secrets.adopt({ id: job.id, names }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queries.secrets.key() })
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
    },
  })
  if (names.length === 0) return null
  const refusal = adopt.error === null ? null : toRefusal(adopt.error)
  return (
    <Notice
      tone="attention"
      title={`${names.join(', ')} can be read in jobs.json.`}
      action={
        <Button busy={adopt.isPending} onClick={() => adopt.mutate()}>
          Move to secrets
        </Button>
      }
    >
      {refusal === null
        ? 'As secrets they are encrypted; the job goes on using them.'
        : [refusal.message, refusal.hint].filter(Boolean).join(' ')}
    </Notice>
  )
}
