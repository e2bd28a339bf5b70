import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ImageProgress } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { type Refusal, toRefusal } from '../connection/refusal.ts'

export interface ImageBuild {
  name: string
  progress: ImageProgress | null
  startedAt: string
}

/** Builds images one after the other; it goes on while other steps are looked at, and ends with the page. */
export function useImageBuilds() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const [current, setCurrent] = useState<ImageBuild | null>(null)
  const [failure, setFailure] = useState<(Refusal & { name: string }) | null>(null)
  const stop = useRef<AbortController | null>(null)

  const build = useCallback(
    async (names: string[]) => {
      stop.current?.abort()
      const own = new AbortController()
      stop.current = own
      setFailure(null)
      for (const name of names) {
        setCurrent({ name, progress: null, startedAt: new Date().toISOString() })
        try {
          for await (const progress of await client.images.build({ name }, { signal: own.signal }))
            setCurrent((now) => (now?.name === name ? { ...now, progress } : now))
        } catch (error) {
          if (!own.signal.aborted) setFailure({ ...toRefusal(error), name })
          break
        } finally {
          void queryClient.invalidateQueries({ queryKey: queries.images.key() })
        }
      }
      if (stop.current === own) setCurrent(null)
    },
    [client, queries, queryClient],
  )
  const cancel = useCallback(() => {
    stop.current?.abort()
    setCurrent(null)
  }, [])
  useEffect(() => () => stop.current?.abort(), [])
  return { current, failure, build, cancel }
}

export type ImageBuilds = ReturnType<typeof useImageBuilds>
