import Docker from 'dockerode'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, interleaved, median } from './measure.ts'

const RUNS = 50
/** As many as the oven starts at once on two processors. */
const AT_ONCE = 4

/** Fifty jobs asked for at once, until the last one runs, beside the engine's own calls with as many at a time. */
export const fiftyAtOnce: Bench = {
  name: 'fifty-at-once',
  async run() {
    const docker = new Docker()
    const image = await ensureTinyImage()
    const oven = await openTestOven()
    const { services } = oven
    const ids = Array.from({ length: RUNS }, (_, index) => `at-once-${index}`)
    for (const id of ids) oven.add({ id, image, command: ['sleep', '1'] })
    const { ours, raw } = await interleaved(3, {
      async ours() {
        const from = performance.now()
        let last = 0
        const off = services.changes.on((change) => {
          if (change.type === 'run' && change.state === 'running') last = performance.now()
        })
        for (const id of ids) services.runJob(id, {})
        await services.runs.whenIdle()
        off()
        return last - from
      },
      async raw() {
        const from = performance.now()
        let last = 0
        const waiting = [...ids]
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            while (waiting.pop()) {
              const container = await docker.createContainer({
                Image: image,
                Cmd: ['sleep', '1'],
                HostConfig: { Init: true, AutoRemove: true, LogConfig: { Type: 'local', Config: {} } },
              })
              await container.start()
              last = performance.now()
            }
          }),
        )
        await new Promise((resolve) => setTimeout(resolve, 3000))
        return last - from
      },
    })
    await oven.close()
    return [
      {
        what: '50 asked for at once → the last one running',
        ours: median(ours) / 1000,
        reference: median(raw) / 1000,
        referenceName: `the engine's create + start, ${AT_ONCE} at a time`,
        unit: 's',
        goal: '≤ 8.5 s',
      },
    ]
  },
}
