import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { PrivateAddressError, resolveGuarded } from '../../../adapters/notifications/guarded-lookup.ts'
import { isPrivateAddress } from '../../../adapters/notifications/private-address.ts'
import { type HookServer, startHookServer } from '../../support/hook-server.ts'
import { send } from './message-fixture.ts'

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '[::1]',
  'localhost',
  '',
])('%s is not the internet', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '169.253.1.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
  '%s is',
  (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  },
)

describe('a host is looked up once, and refused when', () => {
  const answers =
    (...all: string[]) =>
    async () =>
      all.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

  it('one of its addresses is private, whatever the others are', async () => {
    await expect(resolveGuarded('a.example', [], answers('1.1.1.1', '10.0.0.1'))).rejects.toThrow(
      PrivateAddressError,
    )
    await expect(resolveGuarded('a.example', [], answers('::ffff:10.0.0.1'))).rejects.toThrow(
      PrivateAddressError,
    )
    expect(await resolveGuarded('a.example', [], answers('1.1.1.1'))).toHaveLength(1)
  })

  it('it is allowed by no name, or by another', async () => {
    const home = answers('192.168.1.5')
    await expect(resolveGuarded('nas.local', ['nas'], home)).rejects.toThrow(PrivateAddressError)
    expect(await resolveGuarded('NAS.local.', ['nas.local'], home)).toHaveLength(1)
    expect(await resolveGuarded('[::1]', ['::1'])).toEqual([{ address: '::1', family: 6 }])
  })
})

describe('on the wire', () => {
  let server: HookServer
  beforeEach(async () => {
    server = await startHookServer()
  })
  afterEach(() => server.close())

  test.each([
    ['this machine', (port: number) => `https://127.0.0.1:${port}/`],
    ['this machine by name', (port: number) => `https://localhost:${port}/`],
    ['this machine in hexadecimal', (port: number) => `https://0x7f000001:${port}/`],
    ['this machine as a number', (port: number) => `https://2130706433:${port}/`],
    ['this machine in short', (port: number) => `https://127.1:${port}/`],
    ['this machine over IPv6', (port: number) => `https://[::1]:${port}/`],
    ['this machine in an address of the other kind', (port: number) => `https://[::ffff:127.0.0.1]:${port}/`],
    ['no address in particular', (port: number) => `https://0.0.0.0:${port}/`],
    ['a cloud’s metadata', () => 'https://169.254.169.254/latest/meta-data'],
    ['a private network', () => 'https://192.168.0.1/'],
    ['anything without TLS', () => 'http://example.com/'],
    ['what is no address', () => 'not an address'],
    ['a file', () => 'file:///etc/passwd'],
  ])('nothing is sent to %s', async (_what, address) => {
    const answer = await send({ type: 'slack', secret: 'X' }, address(server.port), { allowPrivate: [] })
    expect(answer).toMatchObject({ kind: 'refused', hint: expect.stringMatching(/.+/) })
    expect(server.calls).toEqual([])
  })

  it('but to hosts that are allowed by name', async () => {
    const to = `http://localhost:${server.port}/`
    expect(await send({ type: 'slack', secret: 'X' }, to, { allowPrivate: ['LOCALHOST'] })).toEqual({
      kind: 'accepted',
    })
    expect(await send({ type: 'slack', secret: 'X' }, to, { allowPrivate: ['127.0.0.1'] })).toMatchObject({
      kind: 'refused',
    })
    expect(server.calls).toHaveLength(1)
  })

  it('nor is mail', async () => {
    const mail = {
      type: 'email',
      server: '127.0.0.1',
      port: server.port,
      from: 'a@example.com',
      to: ['b@example.com'],
    }
    expect(await send(mail, null, { allowPrivate: [] })).toMatchObject({ kind: 'refused' })
    expect(await send({ ...mail, security: 'none' }, null, { allowPrivate: [] })).toMatchObject({
      kind: 'refused',
    })
  })
})
