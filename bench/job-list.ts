import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOven } from '../server/open-oven.ts'
import { type Bench, interleaved, median } from './measure.ts'

/** Listing 1,000 jobs with their next moments, beside parsing the file that holds them. */
export const jobList: Bench = {
  name: 'job-list',
  async run() {
    const home = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    const jobs = Array.from({ length: 1000 }, (_, index) => ({
      type: 'docker',
      id: `job-${index}`,
      image: 'busybox',
      command: ['true'],
      schedule: { type: 'cron', cron: `${index % 60} ${index % 24} * * *`, timezone: 'Europe/Berlin' },
    }))
    const file = join(home, 'jobs.json')
    writeFileSync(file, JSON.stringify({ jobs }), { mode: 0o600 })
    const host = await openOven({ home, hostKind: 'headless' })
    await host.oven.start()
    await new Promise<void>((resolve) => setTimeout(resolve, 2000))
    const { list } = host.oven.services.jobs
    if (list().some((view) => view.nextDueAt === null)) throw new Error('a job has no next moment')
    const { ours, parse } = await interleaved(30, {
      ours: () => void list(),
      parse: () => void JSON.parse(readFileSync(file, 'utf8')),
    })
    await host.close()
    rmSync(home, { recursive: true, force: true })
    return [
      {
        what: 'list of 1,000 jobs with next moments',
        ours: median(ours),
        reference: median(parse),
        referenceName: 'parsing the file',
        unit: 'ms',
        goal: '≤ 5 ms',
      },
    ]
  },
}
