import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { makePipelineRepo } from '../test/support/pipeline-repo.ts'
import type { Bench } from './measure.ts'
import { openWindow } from './open-window.ts'

const SECONDS = 30

/** What the page of a baking run costs while nothing happens but the seconds that pass; beside the dashboard at rest. */
export const pageIdle: Bench = {
  name: 'page-idle',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'oven-page-idle-'))
    const window = await openWindow()
    try {
      mkdirSync(join(folder, 'source'))
      const { path } = makePipelineRepo(join(folder, 'source'), [
        { name: 'plan' },
        { name: 'review', dependsOn: ['plan'], rehearse: 'silent' },
        { name: 'audit', dependsOn: ['plan'], rehearse: 'silent' },
        { name: 'report', dependsOn: ['review', 'audit'] },
      ])
      await window.addJob({ id: 'quiet', type: 'agent-pipeline', source: { repo: path }, pipeline: 'review' })
      const { page } = window
      const rest = await busyShare(page)
      const { id } = await window.oven(['run', 'quiet', '--rehearse'])
      await page.evaluate((run) => {
        location.hash = `#/runs/${run}`
      }, id)
      await page.getByRole('button', { name: /^audit: Running/ }).waitFor({ timeout: 300_000 })
      await pause(3000)
      const baking = await busyShare(page)
      return [
        {
          what: 'the page of a baking run, nothing but the seconds moving',
          ours: baking,
          reference: rest,
          referenceName: 'the dashboard, nothing active',
          unit: '% of a core',
          goal: '< 2 %',
        },
      ]
    } finally {
      await window.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** The share of the time that the page's main thread is at work, in percent, by the browser's own count. */
async function busyShare(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'timeTicks' })
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const read = (name: string) => metrics.find((metric) => metric.name === name)!.value
    return { task: read('TaskDuration'), at: read('Timestamp') }
  }
  const before = await busy()
  await pause(SECONDS * 1000)
  const after = await busy()
  await session.detach()
  return (100 * (after.task - before.task)) / (after.at - before.at)
}
