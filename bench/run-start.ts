import { spawnSync } from 'node:child_process'
import Docker from 'dockerode'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, interleaved, median } from './measure.ts'

/** From a click to a running container, beside `docker run -d` and the engine's own calls. */
export const runStart: Bench = {
  name: 'run-start',
  async run() {
    const docker = new Docker()
    const image = await ensureTinyImage()
    const oven = await openTestOven()
    const { services } = oven
    oven.add({ id: 'start', image, command: ['sleep', '0.2'] })
    const { ours, cli, raw } = await interleaved(15, {
      async ours() {
        const from = performance.now()
        const running = new Promise<number>((resolve) => {
          const off = services.changes.on((change) => {
            if (change.type !== 'run' || services.history.show(change.runId).startedAt === null) return
            off()
            resolve(performance.now() - from)
          })
        })
        services.runJob('start', {})
        const took = await running
        await services.runs.whenIdle()
        return took
      },
      cli() {
        const from = performance.now()
        const done = spawnSync('docker', [
          'run',
          '-d',
          '--init',
          '--log-driver',
          'local',
          image,
          'sleep',
          '0.2',
        ])
        const took = performance.now() - from
        const id = done.stdout.toString().trim()
        spawnSync('docker', ['wait', id])
        spawnSync('docker', ['rm', '-f', id])
        return took
      },
      async raw() {
        const from = performance.now()
        const container = await docker.createContainer({
          Image: image,
          Cmd: ['sleep', '0.2'],
          HostConfig: { Init: true, LogConfig: { Type: 'local', Config: {} } },
        })
        await container.start()
        const took = performance.now() - from
        await container.wait()
        await container.remove()
        return took
      },
    })
    await oven.close()
    const row = (reference: number[], referenceName: string, goal: string) => ({
      what: 'click → container running',
      ours: median(ours),
      reference: median(reference),
      referenceName,
      unit: 'ms',
      goal,
    })
    return [row(cli, '`docker run -d`', '≤ 0.95 ×'), row(raw, "the engine's create + start", '≤ 10 ms more')]
  },
}
