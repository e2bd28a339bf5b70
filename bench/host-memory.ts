import { readFileSync } from 'node:fs'
import { buildPart, staleParts } from '../scripts/build/build-part.ts'
import { projectRoot } from '../scripts/setup/project-root.mjs'
import { startHost } from '../test/support/host-fixture.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import type { Bench, Measurement } from './measure.ts'

const MIB = 1024
const SPEAK = `yes 'a line of output, as programs write them, some sixty bytes long' | head -c ${100 * 1024 * 1024}`

/** Memory of a headless host as it is built, at rest and while it takes 100 MiB of output; of the sources as they are beside it. */
export const hostMemory: Bench = {
  name: 'host-memory',
  async run() {
    const image = await ensureTinyImage()
    for (const part of staleParts(projectRoot, ['renderer', 'host'])) await buildPart(projectRoot, part)
    const built = await measure(image, `${projectRoot}/dist/host/oven.mjs`)
    const sources = await measure(image)
    const line = (what: string, key: 'rest' | 'peak', goal: string): Measurement => ({
      what,
      ours: built[key],
      reference: sources[key],
      referenceName: 'sources as they are',
      unit: 'MiB',
      goal,
    })
    return [
      line('memory of the built host at rest', 'rest', '–'),
      line('its peak while it takes 100 MiB of output', 'peak', '≤ 150 MiB'),
    ]
  },
}

async function measure(image: string, program?: string): Promise<{ rest: number; peak: number }> {
  const host = await startHost({ program })
  try {
    await host.oven(['jobs', 'import', '-'], {
      input: JSON.stringify({
        jobs: [
          { type: 'docker', id: 'speak', image, command: ['sh', '-c', SPEAK], schedule: { type: 'manual' } },
        ],
      }),
    })
    const rest = kilobytes(host.pid, 'VmRSS')
    const { exitCode } = await host.oven(['run', 'speak', '--wait', '--json'])
    if (exitCode !== 0) throw new Error('the run did not succeed')
    return { rest: rest / MIB, peak: kilobytes(host.pid, 'VmHWM') / MIB }
  } finally {
    await host.dispose()
  }
}

/** As Linux counts it: resident, with the shared pages of Node itself. */
function kilobytes(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1])
}
