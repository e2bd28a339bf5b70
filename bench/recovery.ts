import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { removeContainersOf, startHost } from '../test/support/host-fixture.ts'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import type { Bench } from './measure.ts'

const RUNS = 50

/** Fifty runs whose host was killed, until the next one has taken up all of them, beside looking at each once. */
export const recovery: Bench = {
  name: 'recovery',
  async run() {
    const image = await ensureTinyImage()
    const home = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    const host = await startHost({ home })
    const jobs = Array.from({ length: RUNS }, (_, index) => ({
      type: 'docker',
      id: `long-${index}`,
      image,
      command: ['sleep', '600'],
      schedule: { type: 'manual' },
    }))
    await host.oven(['jobs', 'import', '-'], { input: JSON.stringify({ jobs }) })
    await Promise.all(jobs.slice(0, RUNS).map(({ id }) => host.oven(['run', id])))
    for (;;) {
      const { json } = await host.oven(['runs', 'list', '--json', '--limit', '100'])
      const running = (json.runs ?? json).filter((run: { startedAt: string | null }) => run.startedAt)
      if (running.length === RUNS) break
    }
    await host.stop('SIGKILL')

    const docker = new Docker()
    const label = { label: ['agent-oven.job'] }
    const looked = performance.now()
    const found = await docker.listContainers({ all: true, filters: label })
    await Promise.all(found.map(({ Id }) => docker.getContainer(Id).inspect()))
    const reference = performance.now() - looked

    const from = performance.now()
    const oven = await openTestOven({ home })
    const list = () => oven.services.history.list({ state: ['running'] }, { limit: 100 }).runs
    for (const run of list()) {
      while (!(await oven.log(run.id)).includes('takes it up again')) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    const took = performance.now() - from
    const taken = list().length
    await oven.close()
    await removeContainersOf(home)
    rmSync(home, { recursive: true, force: true })
    if (taken !== RUNS) throw new Error(`${taken} of ${RUNS} runs were taken up`)
    return [
      {
        what: '50 runs taken up after a kill, from opening the oven',
        ours: took / 1000,
        reference: reference / 1000,
        referenceName: 'listing and inspecting them',
        unit: 's',
        goal: '–',
      },
    ]
  },
}
