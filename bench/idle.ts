import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Bench } from './measure.ts'

const JOBS = 10_000
/** Long enough for several of the looks at the clock, of which there is one every 30 s. */
const SECONDS = 65

const script = new URL('./idle-host.ts', import.meta.url).pathname

/** What a scheduler of many jobs costs while none of them is due, beside a process with one timer at the same time. */
export const idle: Bench = {
  name: 'idle',
  async run() {
    const [scheduler, timer] = await Promise.all([host('scheduler'), host('timer')])
    const share = (ms: number) => ms / (SECONDS * 10)
    return [
      {
        what: `idle processor, ${JOBS.toLocaleString('en')} jobs`,
        ours: share(scheduler.cpuMs),
        reference: share(timer.cpuMs),
        referenceName: 'one setTimeout',
        unit: '% of a core',
        goal: '< 0.1 %',
      },
      {
        what: 'memory per scheduled job, beside the job itself',
        ours: (scheduler.heapBytes - timer.heapBytes) / JOBS / 1024,
        reference: null,
        referenceName: 'one setTimeout, which holds the same jobs',
        unit: 'kB',
        goal: '≤ 2 kB',
      },
    ]
  },
}

async function host(kind: 'scheduler' | 'timer'): Promise<{ heapBytes: number; cpuMs: number }> {
  const words = [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    script,
    kind,
    String(JOBS),
    String(SECONDS),
  ]
  const { stdout } = await promisify(execFile)(process.execPath, words, { encoding: 'utf8' })
  const read = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1])
  return { heapBytes: read('ready'), cpuMs: read('cpu') }
}
