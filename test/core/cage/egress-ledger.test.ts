import { expect, test } from 'vitest'
import { createEgressLedger } from '../../../core/cage/egress-ledger.ts'

const line = (said: object) => `${JSON.stringify(said)}\n`
const decision = (host: string, reason: string | null, more: object = {}) =>
  line({ t: 'decision', host, port: 443, allowed: reason === null, reason, count: 1, ...more })

test('adds decisions up, by host, port and reason, however the bytes are cut', async () => {
  let heard = 0
  const ledger = createEgressLedger({ onDecision: () => heard++ })
  const said = Buffer.from(
    line({ t: 'ready' }) +
      decision('a.example', null) +
      'no JSON at all\n' +
      decision('a.example', null, { count: 41 }) +
      decision('a.example', null, { port: 80 }) +
      decision('b.example', 'not-listed') +
      decision('b.example', 'not-listed', { count: 2 }) +
      decision('b.example', 'closed-address'),
  )
  for (const byte of said) ledger.sink.write('stdout', Buffer.from([byte]))
  ledger.sink.write('stderr', Buffer.from(decision('c.example', null)))
  await ledger.ready
  expect(heard).toBe(6)
  expect(ledger.totals()).toEqual({
    allowed: [
      { host: 'a.example', count: 42 },
      { host: 'a.example:80', count: 1 },
    ],
    refused: [
      { host: 'b.example', reason: 'not-listed', count: 3 },
      { host: 'b.example', reason: 'closed-address', count: 1 },
    ],
  })
})
