import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Part, PartResult } from './part.ts'
import { runLive } from './run-live.ts'
import { runVitest } from './run-vitest.ts'

/** Runs one part with its output on ours, live. Answers null when it is optional and there is nothing to run. */
export async function runPart(root: string, part: Part): Promise<PartResult | null> {
  const hasWork = part.kind === 'check' || hasTests(join(root, part.folder))
  if (!hasWork && part.kind === 'vitest' && part.optional) return null
  console.log(`\n── ${part.name} ${'─'.repeat(60 - part.name.length)}`)
  const startedAt = performance.now()
  const result = (counts: Partial<PartResult> & Pick<PartResult, 'passed' | 'failed'>): PartResult => ({
    skipped: 0,
    note: null,
    failures: [],
    unsteady: [],
    ...counts,
    name: part.name,
    durationMs: performance.now() - startedAt,
  })
  if (part.kind === 'vitest') {
    if (hasWork) return result(await runVitest(root, part.args))
    return result({ passed: 0, failed: 1, note: `there is no test in ${part.folder}` })
  }
  const code = await runLive(root, part.command)
  if (code === 0) return result({ passed: 1, failed: 0 })
  return result({ passed: 0, failed: 1, note: `${part.command.join(' ')} ended with code ${code}` })
}

function hasTests(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => /\.test\.tsx?$/.test(String(name)))
  )
}
