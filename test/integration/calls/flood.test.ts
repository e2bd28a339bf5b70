import { spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'

/** `FAULTS=long` floods for the half minute that is promised. */
const SECONDS = process.env.FAULTS === 'long' ? 30 : 8
const A_SECOND = 1000
const PER_TOKEN = 300

test(`${A_SECOND} calls a second for ${SECONDS} s: what is over the limit is told so, and the host stays awake`, async () => {
  const host = spawn(
    process.execPath,
    [new URL('../../server/calls/flooded-host.ts', import.meta.url).pathname],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value as string)
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  try {
    const { port, token } = (await next()) as { port: number; token: string }
    // What compiling and starting cost is not asked for here.
    await pause(1000)
    host.stdin.write('\n')
    await next()

    const counts: Record<string, number> = {}
    const retryAfter = new Set<boolean>()
    const open = new Set<Promise<void>>()
    const count = (what: string | number) => {
      counts[what] = (counts[what] ?? 0) + 1
    }
    const call = () =>
      new Promise<void>((resolve) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const sent = request({
          port,
          host: '127.0.0.1',
          agent,
          method: 'POST',
          path: '/api/trigger/bake',
          headers,
        })
        sent.on('response', (answer) => {
          count(answer.statusCode!)
          if (answer.statusCode === 429) retryAfter.add(Number(answer.headers['retry-after']) > 0)
          answer.resume().on('end', resolve)
        })
        sent.on('error', () => {
          count('broken')
          resolve()
        })
        sent.end('{"n":1}')
      })
    const startedAt = performance.now()
    for (let sent = 0; sent < SECONDS * A_SECOND; ) {
      for (const due = ((performance.now() - startedAt) / 1000) * A_SECOND; sent < due; sent += 1) {
        const one = call().finally(() => open.delete(one))
        open.add(one)
      }
      await pause(5)
    }
    await Promise.all(open)

    host.stdin.write('\n')
    const { worstMs, runs, delayMs } = (await next()) as { worstMs: number; runs: number; delayMs: object }
    const sentInAll = Object.values(counts).reduce((sum, each) => sum + each, 0)
    if (SECONDS === 30) console.info(JSON.stringify({ counts, worstMs, delayMs }))
    expect(Object.keys(counts).sort()).toEqual(['202', '429'])
    expect(sentInAll).toBeGreaterThanOrEqual(SECONDS * A_SECOND)
    // The minute of a limit may turn once while the flood lasts.
    expect(counts['202']).toBeGreaterThanOrEqual(PER_TOKEN)
    expect(counts['202']).toBeLessThanOrEqual(2 * PER_TOKEN)
    expect(runs).toBe(Math.min(500, counts['202']!))
    expect(retryAfter).toEqual(new Set([true]))
    expect(worstMs).toBeLessThan(100)
  } finally {
    agent.destroy()
    host.stdin.end()
    await new Promise((resolve) => host.once('exit', resolve))
  }
})
