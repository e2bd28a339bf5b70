import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Part, PartResult } from './part.ts'
import { countVitest } from './vitest-counts.ts'

/** Runs one part with its output on ours, live. Answers null when it is optional and there is nothing to run. */
export async function runPart(root: string, part: Part): Promise<PartResult | null> {
  const hasWork = part.kind === 'check' || hasTests(join(root, part.folder))
  if (!hasWork && part.kind === 'vitest' && part.optional) return null
  console.log(`\n── ${part.name} ${'─'.repeat(60 - part.name.length)}`)
  const startedAt = performance.now()
  const result = (counts: Omit<PartResult, 'name' | 'durationMs'>): PartResult => ({
    name: part.name,
    durationMs: performance.now() - startedAt,
    ...counts,
  })
  if (part.kind === 'check') {
    const code = await runLive(root, part.command)
    return result({
      passed: code === 0 ? 1 : 0,
      failed: code === 0 ? 0 : 1,
      skipped: 0,
      note: code === 0 ? null : `${part.command.join(' ')} ended with code ${code}`,
    })
  }
  if (!hasWork)
    return result({ passed: 0, failed: 1, skipped: 0, note: `there is no test in ${part.folder}` })
  const folder = mkdtempSync(join(tmpdir(), 'agent-oven-test-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runLive(root, ['vitest', 'run', ...part.args, ...reporters])
    return result(countVitest(existsSync(report) ? readFileSync(report, 'utf8') : null, code))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function hasTests(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => /\.test\.tsx?$/.test(String(name)))
  )
}

function runLive(root: string, [command = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}
