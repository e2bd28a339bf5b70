import { ensureBrowser } from '../setup/browser.mjs'
import { ensureEngine } from '../setup/engine.mjs'
import { projectRoot } from '../setup/project-root.mjs'
import { SetupError } from '../setup/step.mjs'
import type { PartResult } from './part.ts'
import { parts } from './parts.ts'
import { runPart } from './run-part.ts'
import { summarize } from './summary.ts'

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = asked.filter((word) => !parts.some((part) => part.name === word))
if (unknown.length > 0) {
  console.error(
    `Unknown part: ${unknown.join(', ')}. There are: ${parts.map((part) => part.name).join(', ')}.`,
  )
  process.exit(2)
}
const chosen = parts.filter((part) => asked.length === 0 || asked.includes(part.name))
const needs = new Set(chosen.flatMap((part) => part.needs ?? []))

const results: PartResult[] = []
if (needs.has('engine')) await prepare('engine', () => ensureEngine())
if (needs.has('browser')) await prepare('browser', () => ensureBrowser())
for (const part of chosen) {
  const result = await runPart(projectRoot, part)
  if (result) results.push(result)
}
console.log(summarize(projectRoot, results))
process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0

/** A part of the machine that cannot be had counts as failed, and the parts that can do without still run. */
async function prepare(name: string, ensure: () => Promise<void>) {
  const startedAt = performance.now()
  try {
    await ensure()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(error.explanation)
    const durationMs = performance.now() - startedAt
    results.push({
      name,
      passed: 0,
      failed: 1,
      skipped: 0,
      durationMs,
      note: error.message.split('\n')[0] ?? null,
      failures: [],
      unsteady: [],
    })
  }
}
