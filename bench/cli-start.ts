import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, interleaved, median } from './measure.ts'

/** Starting the command line, beside an empty Node. */
export const cliStart: Bench = {
  name: 'cli-start',
  async run() {
    const home = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    const oven = new URL('../cli/oven.js', import.meta.url).pathname
    const node = (...words: string[]) => {
      const done = spawnSync(process.execPath, words, { env: { ...process.env, AGENT_OVEN_HOME: home } })
      if (done.status !== 0) throw new Error(`${words.join(' ')} failed: ${done.stderr}`)
    }
    const times = await interleaved(15, {
      version: () => node(oven, '--version'),
      help: () => node(oven, 'jobs', '--help'),
      empty: () => node('-e', '0'),
    })
    rmSync(home, { recursive: true, force: true })
    const row = (what: string, ours: number[]) => ({
      what,
      ours: median(ours),
      reference: median(times.empty),
      referenceName: '`node -e 0`',
      unit: 'ms',
      goal: '≤ 1.5 ×',
    })
    return [row('`oven --version`', times.version), row('`oven jobs --help`', times.help)]
  },
}
