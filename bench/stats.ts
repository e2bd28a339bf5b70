import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../adapters/sqlite/database.ts'
import { SqliteStatsStore } from '../adapters/sqlite/sqlite-stats-store.ts'
import { createStats } from '../core/stats/stats-service.ts'
import { systemClock } from '../server/system-clock.ts'
import { type Bench, interleaved, median } from './measure.ts'
import { seedHome } from './seed-home.ts'

/** Figures over 100,000 runs of 1,000 jobs, beside counting those runs. */
export const statsFigures: Bench = {
  name: 'stats',
  async run() {
    const home = mkdtempSync(join(tmpdir(), 'oven-bench-'))
    seedHome({ home })
    const database = openDatabase(join(home, 'oven.db'))
    const ids = Array.from({ length: 1000 }, (_, index) => `job-${index}`)
    const stats = createStats({
      store: new SqliteStatsStore({ database }),
      clock: systemClock,
      timezone: () => 'Europe/Berlin',
      jobIds: () => ids,
    })
    const count = database.prepare('SELECT count(*), sum(cost_usd) FROM runs')
    const { fortnight, quarter, ofJob, marks, allMarks, points, raw } = await interleaved(20, {
      fortnight: () => void stats.days({ days: 14 }),
      quarter: () => void stats.days({ days: 92 }),
      ofJob: () => void stats.days({ days: 14, jobId: 'job-7' }),
      marks: () => void stats.jobs({ ids: ids.slice(300, 350), limit: 20 }),
      allMarks: () => void stats.jobs({ limit: 20 }),
      points: () => void stats.job({ id: 'job-7', limit: 100 }),
      raw: () => void count.all(),
    })
    database.close()
    rmSync(home, { recursive: true, force: true })
    const row = (what: string, times: number[], goal = '≤ 10 ms') => ({
      what,
      ours: median(times),
      reference: median(raw),
      referenceName: 'adding up all runs',
      unit: 'ms',
      goal,
    })
    return [
      row('14 days of 100,000 runs', fortnight),
      row('92 days', quarter, '≤ 30 ms'),
      row('14 days of one job', ofJob),
      row('last 20 runs of 50 jobs', marks),
      row('… of 1,000 jobs', allMarks, '≤ 100 ms'),
      row('100 runs of one job as points', points),
    ]
  },
}
