import { pino } from 'pino'
import { createDirectClient } from '../../server/direct-client.ts'
import { listen } from '../../server/listen.ts'
import { openOven } from '../../server/open-oven.ts'

/** An oven in this process, with its window served from `rendererFolder`. */
export async function openPictureOven(options: { home: string; rendererFolder: string }) {
  const opened = await openOven({ hostKind: 'headless', home: options.home })
  const server = await listen({
    opened,
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    rendererFolder: options.rendererFolder,
  })
  await opened.oven.start()
  const client = createDirectClient(opened.oven)
  return {
    client,
    database: opened.home.database,
    /** Opens the window in one browser. */
    openAddress: () => server.openAddress(),
    whenIdle: () => opened.oven.whenIdle(),
    async close() {
      const state = ['queued', 'preparing', 'running', 'collecting'] as const
      const { runs } = await client.runs.list({ state: [...state] })
      await Promise.all(runs.map(({ id }) => client.runs.cancel({ runId: id })))
      await opened.oven.whenIdle()
      await server.close()
      await opened.close()
    },
  }
}

export type PictureOven = Awaited<ReturnType<typeof openPictureOven>>
