import { glanceAtOven, type OvenAtWork, type OvenClient, type OvenGlance } from './oven-glance.ts'

/** Changes come in bursts while stages begin and end; one look covers those of this many milliseconds. */
const BURST_MS = 150

export interface OvenWatch {
  /** The oven that is watched. */
  readonly client: OvenClient
  stop(): void
}

/** Looks at the oven whenever it says that something changed. Between changes nothing runs. */
export function watchOven(options: {
  client: OvenClient
  onGlance: (glance: OvenGlance & { atWork: OvenAtWork }) => void
  log: (message: string, error: unknown) => void
}): OvenWatch {
  const { client, onGlance, log } = options
  const stop = new AbortController()
  let timer: NodeJS.Timeout | null = null

  async function look(): Promise<void> {
    try {
      const glance = await glanceAtOven(client)
      if (!stop.signal.aborted) onGlance(glance)
    } catch (error) {
      if (!stop.signal.aborted) log('The tray could not read the state of the oven', error)
    }
  }

  function refresh(): void {
    if (stop.signal.aborted) return
    timer ??= setTimeout(() => {
      timer = null
      void look()
    }, BURST_MS)
  }

  async function follow(): Promise<void> {
    try {
      for await (const _change of await client.changes.watch(undefined, { signal: stop.signal })) refresh()
    } catch (error) {
      if (!stop.signal.aborted) log('The tray lost the stream of changes', error)
    }
  }

  refresh()
  void follow()
  return {
    client,
    stop() {
      stop.abort()
      if (timer !== null) clearTimeout(timer)
    },
  }
}
