import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { bigLog } from './big-log.ts'
import { cliStart } from './cli-start.ts'
import { fiftyAtOnce } from './fifty-at-once.ts'
import { historyPage } from './history-page.ts'
import { hostMemory } from './host-memory.ts'
import { idle } from './idle.ts'
import { jobList } from './job-list.ts'
import { lateness } from './lateness.ts'
import { lineLatency } from './line-latency.ts'
import { logOpen } from './log-open.ts'
import { masking } from './masking.ts'
import type { Bench, Measurement } from './measure.ts'
import { outputSpeed } from './output-speed.ts'
import { pageIdle } from './page-idle.ts'
import { popover } from './popover.ts'
import { recovery } from './recovery.ts'
import { runStart } from './run-start.ts'
import { statsFigures } from './stats.ts'
import { windowScale } from './window-scale.ts'

const benches: Bench[] = [
  cliStart,
  runStart,
  fiftyAtOnce,
  recovery,
  lateness,
  idle,
  outputSpeed,
  hostMemory,
  masking,
  bigLog,
  historyPage,
  jobList,
  lineLatency,
  logOpen,
  pageIdle,
  popover,
  statsFigures,
  windowScale,
]

const HELP = `Measures the oven, each figure against a reference in the same run.

  npm run bench                     everything (some minutes)
  npm run bench -- cli-start        one of: ${benches.map(({ name }) => name).join(', ')}
  npm run bench -- --json out.json  also as JSON
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, help: { type: 'boolean' } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(`There is no measurement "${unknown[0]}".\n\n${HELP}`)
  process.exit(2)
}

const results: Measurement[] = []
for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.error(`${bench.name} …`)
  results.push(...(await bench.run()))
}
console.log(table(results))
console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.versions.node}`)
if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2))
process.exit(0)

function table(rows: readonly Measurement[]): string {
  const head = '| what | ours | reference | ratio | goal |\n|---|---|---|---|---|'
  const lines = rows.map(({ what, ours, reference, referenceName, unit, goal, note }) => {
    const ratio = reference === null || reference < 0.01 ? '–' : (ours / reference).toFixed(2)
    const beside = reference === null ? '–' : `${shown(reference)} ${unit} (${referenceName})`
    return `| ${what}${note ? ` (${note})` : ''} | ${shown(ours)} ${unit} | ${beside} | ${ratio} | ${goal} |`
  })
  return [head, ...lines].join('\n')
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2)
}
