// @vitest-environment jsdom
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { describe, expect, test } from 'vitest'
import { contract } from '../../../contract/index.ts'
import { createSwitchableClient } from '../../../renderer/connection/client.ts'
import { createDesktopCarrier } from '../../../renderer/connection/desktop-carrier.ts'

/** A window message as a preload script posts it: from the window itself, with ports beside it. */
function post(data: unknown, ports: MessagePort[] = [], source: Window | null = window): void {
  window.dispatchEvent(new MessageEvent('message', { data, ports, source, origin: window.location.origin }))
}

describe('createDesktopCarrier', () => {
  test('asks the preload script for a port and speaks the contract over it', async () => {
    const { port1, port2 } = new MessageChannel()
    const remove = implement(contract).jobs.remove.handler(({ input }) => ({ removed: input.id }))
    new RPCHandler({ jobs: { remove } }).upgrade(port1)
    port1.start()
    const desktop = { platform: 'darwin', connect: () => post({ type: 'oven:port' }, [port2]) }
    const stop = new AbortController()
    const link = await createDesktopCarrier({ desktop, window }).open(() => {}, stop.signal)
    expect(await createSwitchableClient(() => link).jobs.remove({ id: 'a' })).toEqual({ removed: 'a' })
    stop.abort()
    port1.close()
  })

  test('takes no port from another window', async () => {
    const { port1, port2 } = new MessageChannel()
    const desktop = { platform: 'darwin', connect: () => post({ type: 'oven:port' }, [port2], null) }
    const stop = new AbortController()
    const opening = createDesktopCarrier({ desktop, window }).open(() => {}, stop.signal)
    stop.abort(new Error('given up'))
    await expect(opening).rejects.toThrow('given up')
    port1.close()
    port2.close()
  })

  test('passes on why the core could not start', async () => {
    const desktop = {
      platform: 'darwin',
      connect: () =>
        post({ type: 'oven:failed', message: 'Another oven is running.', hint: 'Quit it first.' }),
    }
    const opening = createDesktopCarrier({ desktop, window }).open(() => {}, new AbortController().signal)
    await expect(opening).rejects.toMatchObject({
      name: 'CoreFailedError',
      message: 'Another oven is running.',
      hint: 'Quit it first.',
    })
  })
})
