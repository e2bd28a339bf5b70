import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { type Refusal, toRefusal } from '../connection/refusal.ts'

/** Starts the engine where the oven can, and says how far that is. */
export function useStartEngine() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const [lines, setLines] = useState<readonly string[]>([])
  const [isStarting, setStarting] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  async function start(): Promise<void> {
    setRefusal(null)
    setLines([])
    setStarting(true)
    try {
      for await (const { text } of await client.engine.start())
        setLines((before) => [...before, text].slice(-200))
    } catch (error) {
      setRefusal(toRefusal(error))
    }
    setStarting(false)
    for (const queryKey of [queries.engine.key(), queries.status.key(), queries.attention.key()])
      void queryClient.invalidateQueries({ queryKey })
  }

  return { start: () => void start(), lines, isStarting, refusal }
}
