import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startCallFixture } from './call-fixture.ts'

/*
 * A process of its own that takes calls: says where on standard output, and for each line that comes in how long its event loop
 * was held up at worst since the line before. That is told in processor time of its thread between two turns of a timer, so
 * that other programs on the machine do not count; `delayMs` is the same by the clock, in which they do.
 */
const TURN_MS = 5

const calls = await startCallFixture(JSON.parse(process.argv[2] ?? '{}'))
calls.addJob({ id: 'bake' })
const { value } = await calls.services.tokens.create({ jobId: 'bake', kind: 'token' })

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
let last = process.threadCpuUsage()
let worstUs = 0
const turns = setInterval(() => {
  const now = process.threadCpuUsage()
  worstUs = Math.max(worstUs, now.user - last.user + now.system - last.system)
  last = now
}, TURN_MS)

/** With the interval of 5 ms at which is looked. */
const inMs = (percentile: number) => Math.round(delay.percentile(percentile) / 1e6)

process.stdout.write(`${JSON.stringify({ port: calls.port, token: value })}\n`)
for await (const _ of process.stdin) {
  const worstMs = Math.round(worstUs / 1000)
  const delayMs = { p99: inMs(99), p999: inMs(99.9), max: Math.round(delay.max / 1e6) }
  delay.reset()
  const { runs } = calls.services.history.list({ jobId: 'bake' }, { limit: 500 })
  process.stdout.write(`${JSON.stringify({ worstMs, runs: runs.length, delayMs })}\n`)
  last = process.threadCpuUsage()
  worstUs = 0
}
clearInterval(turns)
await calls.close()
