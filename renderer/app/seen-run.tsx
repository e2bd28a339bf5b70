import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useOven } from './oven-context.ts'

/** A run whose page somebody looks at is seen, and what needed them about it is done. */
export function SeenRun({ id }: { id: string }) {
  const { client, queries } = useOven()
  const { data } = useQuery(queries.attention.list.queryOptions())
  const looking = useLooking()
  const { mutate } = useMutation({
    mutationFn: (runId: string) => client.attention.seen({ runId }),
    meta: { showsItsErrors: true },
  })
  const open = data?.some((item) => item.id === `run:${id}`) === true
  useEffect(() => {
    if (looking && open) mutate(id)
  }, [looking, open, id, mutate])
  return null
}

/** Whether the window is the one in front: at night nobody looks at an open page. */
function useLooking(): boolean {
  const [looking, setLooking] = useState(() => isLookedAt())
  useEffect(() => {
    const look = () => setLooking(isLookedAt())
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return looking
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}
