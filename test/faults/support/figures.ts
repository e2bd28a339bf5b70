import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLong } from './form.ts'

/** Where the figures of the latest runs lie: `short/` and `long/`, one file for each test. */
export const figuresFolder = new URL('../../../test-results/faults/', import.meta.url).pathname

/** One row of docs/reliability.md: what was done, how often, and what came of it. */
export interface Figures {
  title: string
  seed?: number
  /** In the order they are shown. */
  figures: Record<string, number | string>
}

/** Keeps what a test measured; `node test/faults/support/write-report.ts` puts it into docs/reliability.md. */
export function keepFigures(name: string, figures: Figures): void {
  const folder = join(figuresFolder, isLong ? 'long' : 'short')
  mkdirSync(folder, { recursive: true })
  const at = new Date().toISOString()
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ at, ...figures }, null, 2)}\n`)
  const said = Object.entries(figures.figures).map(([what, value]) => `${what} ${value}`)
  process.stdout.write(`${name}: ${said.join(', ')}\n`)
}
