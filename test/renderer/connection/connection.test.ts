// @vitest-environment jsdom

import { RPCLink } from '@orpc/client/message-port'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, test } from 'vitest'
import { type Change, contract } from '../../../contract/index.ts'
import { type Carrier, CoreFailedError, SignedOutError } from '../../../renderer/connection/carrier.ts'
import { type ConnectionState, createConnection } from '../../../renderer/connection/connection.ts'

type Opening = 'ok' | 'away' | 'signed-out' | 'failed'

/** A host over a real MessagePort, whose openings go as told, and whose line can be cut. */
function openHost(openings: Opening[]) {
  const cuts: (() => void)[] = []
  const ready = new Set<() => void>()
  const os = implement(contract)
  const router = {
    changes: {
      watch: os.changes.watch.handler(async function* ({ signal }) {
        yield { type: 'hello' as const, seq: 1 }
        await new Promise<void>((resolve) => {
          cuts.push(resolve)
          signal?.addEventListener('abort', () => resolve())
        })
      }),
    },
  }
  const carrier: Carrier = {
    pausesWhenHidden: false,
    onReady: (listener) => {
      ready.add(listener)
      return () => ready.delete(listener)
    },
    async open() {
      const opening = openings.shift() ?? 'ok'
      if (opening === 'signed-out') throw new SignedOutError()
      if (opening === 'failed') throw new CoreFailedError('The database is broken.', 'Restore it.')
      if (opening === 'away') throw new TypeError('network error')
      const { port1, port2 } = new MessageChannel()
      new RPCHandler(router).upgrade(port1)
      const link = new RPCLink({ port: port2 })
      port1.start()
      port2.start()
      return link
    },
  }
  return { carrier, cut: () => cuts.pop()?.(), offerAgain: () => [...ready].map((listener) => listener()) }
}

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

function connect(carrier: Carrier) {
  const changes: Change[] = []
  const kinds: ConnectionState['kind'][] = []
  const connection = createConnection({
    carrier,
    document,
    onChange: (change) => changes.push(change),
    waitMs: () => 1,
  })
  connection.state.subscribe(() => kinds.push(connection.state.get().kind))
  stops.push(connection.start())
  return { connection, changes, kinds }
}

describe('createConnection', () => {
  test('is connected once the host says hello, and again after the line was cut', async () => {
    const host = openHost(['ok', 'away', 'away', 'ok'])
    const { changes, kinds } = connect(host.carrier)
    await expect.poll(() => kinds).toEqual(['connected'])
    host.cut()
    await expect.poll(() => kinds).toEqual(['connected', 'disconnected', 'connected'])
    expect(changes.map((change) => change.type)).toEqual(['hello', 'hello'])
  })

  test('refuses calls at once while there is no line', async () => {
    const host = openHost(['away'])
    host.carrier.open = () => new Promise(() => {})
    const { connection } = connect(host.carrier)
    await expect(connection.client.status.show()).rejects.toThrow('The oven is not connected.')
  })

  test('stays signed out without asking again, until there is a new key', async () => {
    const host = openHost(['signed-out'])
    const { connection, kinds } = connect(host.carrier)
    await expect.poll(() => kinds).toEqual(['signed-out'])
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(connection.state.get()).toEqual({ kind: 'signed-out' })
    host.offerAgain()
    await expect.poll(() => kinds).toEqual(['signed-out', 'connected'])
  })

  test('shows why the core could not start, and goes on when it can', async () => {
    const host = openHost(['failed', 'ok'])
    const states: ConnectionState[] = []
    const connection = createConnection({
      carrier: host.carrier,
      document,
      onChange: () => {},
      waitMs: () => 1,
    })
    connection.state.subscribe(() => states.push(connection.state.get()))
    stops.push(connection.start())
    await expect
      .poll(() => states)
      .toEqual([
        { kind: 'failed', message: 'The database is broken.', hint: 'Restore it.' },
        { kind: 'connected' },
      ])
  })
})
