import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, interleaved, median } from './measure.ts'

const MIB = 1024 * 1024
const BYTES = 100 * MIB
const SPEAK = `yes 'a line of output, as programs write them, some sixty bytes long' | head -c ${BYTES}`

/** A hundred mebibytes of output into the log, beside `docker run > file` with the same log driver. */
export const outputSpeed: Bench = {
  name: 'output-speed',
  async run() {
    const image = await ensureTinyImage()
    const oven = await openTestOven()
    oven.add({ id: 'speak', image, command: ['sh', '-c', SPEAK] })
    const folder = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    const { ours, cli } = await interleaved(5, {
      async ours() {
        const run = await oven.bake('speak')
        if (run.outcome !== 'succeeded' || run.logBytes < BYTES) throw new Error('the log is not whole')
      },
      cli() {
        const file = join(folder, 'output')
        const fd = openSync(file, 'w')
        const words = ['run', '--rm', '--init', '--log-driver', 'local', image, 'sh', '-c', SPEAK]
        spawnSync('docker', words, { stdio: ['ignore', fd, 'inherit'] })
        closeSync(fd)
        if (statSync(file).size !== BYTES) throw new Error('docker lost output')
      },
    })
    await oven.close()
    rmSync(folder, { recursive: true, force: true })
    return [
      {
        what: '100 MiB of output into the log',
        ours: median(ours) / 1000,
        reference: median(cli) / 1000,
        referenceName: '`docker run > file`, driver local',
        unit: 's',
        goal: '≤ 1.15 ×',
      },
    ]
  },
}
