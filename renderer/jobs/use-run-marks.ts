import { useQuery } from '@tanstack/react-query'
import type { RunMark } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import type { OvenClient } from '../connection/client.ts'

type Waiting = { id: string; resolve: (runs: RunMark[]) => void; reject: (error: unknown) => void }

/** Questions of many rows that come together are asked in one call. */
const gathered = new WeakMap<OvenClient, Waiting[]>()
const AT_ONCE = 200

function askForMarks(client: OvenClient, id: string): Promise<RunMark[]> {
  return new Promise((resolve, reject) => {
    const waiting = gathered.get(client)
    if (waiting !== undefined) {
      waiting.push({ id, resolve, reject })
      return
    }
    const batch: Waiting[] = [{ id, resolve, reject }]
    gathered.set(client, batch)
    setTimeout(() => {
      gathered.delete(client)
      for (let from = 0; from < batch.length; from += AT_ONCE)
        void ask(client, batch.slice(from, from + AT_ONCE))
    }, 10)
  })
}

async function ask(client: OvenClient, batch: readonly Waiting[]): Promise<void> {
  try {
    const answers = await client.stats.jobs({ ids: batch.map(({ id }) => id) })
    const runs = new Map(answers.map((answer) => [answer.jobId, answer.runs]))
    for (const { id, resolve } of batch) resolve(runs.get(id) ?? [])
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}

/** The newest runs of a job, oldest first; `undefined` until they are known. */
export function useRunMarks(id: string): RunMark[] | undefined {
  const { client, queries } = useOven()
  const { data } = useQuery({
    queryKey: [...queries.stats.jobs.key(), id],
    queryFn: () => askForMarks(client, id),
  })
  return data
}
