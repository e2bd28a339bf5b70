import { execFileSync } from 'node:child_process'
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, median, percentile } from './measure.ts'
import { clockOffset, now, openWindow } from './open-window.ts'

const LINES = 400
/** At first the page is still warming up. */
const WARM_UP = 20

/**
 * From the moment a line is printed in a container until it stands in the page of its run. The container prints what comes
 * through a pipe, so that the moment is known on this machine's clock (Linux only: a pipe does not reach into a VM).
 */
export const lineLatency: Bench = {
  name: 'line-latency',
  async run() {
    const image = await ensureTinyImage()
    const folder = mkdtempSync(join(tmpdir(), 'oven-line-latency-'))
    const pipe = join(folder, 'lines')
    execFileSync('mkfifo', ['-m', '666', pipe])
    chmodSync(folder, 0o755)
    const window = await openWindow({ config: { volumes: { allow: [folder] } } })
    try {
      await window.addJob({
        id: 'lines',
        type: 'docker',
        image,
        command: ['sh', '-c', 'while read -r line; do echo "$line"; done < /lines/lines'],
        volumes: [`${folder}:/lines:ro`],
      })
      const { id } = await window.oven(['run', 'lines'])
      const { page } = window
      await page.evaluate((run) => {
        location.hash = `#/runs/${run}`
      }, id)
      const lines = page.getByRole('region', { name: 'Log lines' })
      await lines.waitFor()
      await lines.evaluate((region) => {
        const seen: Record<string, number> = {}
        Object.assign(globalThis, { seen })
        new MutationObserver((changes) => {
          const at = performance.timeOrigin + performance.now()
          for (const { addedNodes, target } of changes)
            for (const node of [...addedNodes, target])
              for (const [, number] of (node.textContent ?? '').matchAll(/tick (\d+);/g)) seen[number!] ??= at
        }).observe(region, { subtree: true, childList: true, characterData: true })
      })
      const input = createWriteStream(pipe)
      const printedAt: number[] = []
      for (let line = 0; line < LINES; line += 1) {
        // Not in step with frames, timers or anything else.
        await pause(35 + Math.random() * 60)
        printedAt.push(now())
        input.write(`tick ${line}; as programs write them, some sixty bytes long\n`)
      }
      input.end()
      await page.getByText(`tick ${LINES - 1};`).waitFor()
      const offset = await clockOffset(page)
      const seen = (await page.evaluate(() => (globalThis as unknown as { seen: object }).seen)) as Record<
        string,
        number
      >
      const took = printedAt.map((at, line) => seen[line]! - offset - at).slice(WARM_UP)
      if (took.some(Number.isNaN)) throw new Error('a line did not come to the page')
      const rows = [
        ['p50', median(took), '–'],
        ['p95', percentile(took, 95), '≤ 30 ms'],
        ['p99', percentile(took, 99), '≤ 150 ms'],
      ] as const
      return rows.map(([name, ours, goal]) => ({
        what: `a line, from the container to the page, ${name}`,
        ours,
        reference: 1000 / 60,
        referenceName: 'one frame',
        unit: 'ms',
        goal,
        note: `${took.length} lines`,
      }))
    } finally {
      await window.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
