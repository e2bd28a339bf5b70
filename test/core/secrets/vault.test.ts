import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openVaultFixture } from './vault-fixture.ts'

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error) => error.code,
  )

describe('a vault', () => {
  test('gives back what was set, to another host as well', async () => {
    const { open } = openVaultFixture()
    await open().set('TOKEN', 'the value é\n')
    expect(await open().read(['TOKEN'])).toEqual({ TOKEN: 'the value é\n' })
  })

  test('keeps values by no means readable, and never the same way twice', async () => {
    const { open, state, document } = openVaultFixture()
    const vault = open()
    await vault.set('A', 'the same value')
    await vault.set('B', 'the same value')
    const { A, B } = document().secrets
    expect(A.data).not.toBe(B.data)
    expect(Buffer.from(A.nonce, 'base64')).toHaveLength(12)
    expect(state.text).not.toContain('same')
    expect(state.text).not.toContain(Buffer.from('the same value').toString('base64').slice(0, 10))
  })

  test('knows when each was set and last used', async () => {
    const { open, clock } = openVaultFixture()
    const vault = open()
    const setAt = new Date(clock.now()).toISOString()
    await vault.set('TOKEN', 'a value')
    expect((await vault.list()).secrets).toEqual([
      { name: 'TOKEN', value: 'a value', setAt, lastUsedAt: null },
    ])
    clock.advance(60_000)
    await vault.read(['TOKEN'])
    const lastUsedAt = new Date(clock.now()).toISOString()
    expect((await vault.list()).secrets).toMatchObject([{ setAt, lastUsedAt }])
  })

  test('takes calls one by one, so that none is lost', async () => {
    const { open } = openVaultFixture()
    const vault = open()
    const names = Array.from({ length: 20 }, (_, index) => `NAME_${index}`)
    await Promise.all(names.map((name) => vault.set(name, `value of ${name}`)))
    expect(vault.names().sort()).toEqual([...names].sort())
    expect(Object.keys(await vault.read(names))).toHaveLength(20)
  })

  test('names that every object has are names like others', async () => {
    const vault = openVaultFixture().open()
    expect(await codeOf(vault.read(['constructor']))).toBe('secret-missing')
    expect(await codeOf(vault.remove('toString'))).toBe('not-found')
    await vault.set('constructor', 'a value')
    expect(await vault.read(['constructor'])).toEqual({ constructor: 'a value' })
  })

  test('asks for its key once in a host’s life', async () => {
    const { open, state } = openVaultFixture()
    await open().set('A', 'first value')
    const vault = open()
    for (let count = 0; count < 5; count += 1) await vault.read(['A'])
    expect(state.asked).toBe(1)
  })
})

describe('a vault that was tampered with', () => {
  test('never gives out what was changed, whichever bit it was, and goes on with the rest', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('GOOD', 'untouched value')
    await fixture.open().set('BAD', 'the value to be changed')
    const original = fixture.state.text!
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('nonce', 'data'), fc.nat(1000), fc.nat(7), async (field, at, bit) => {
        const document = JSON.parse(original)
        const bytes = Buffer.from(document.secrets.BAD[field], 'base64')
        bytes[at % bytes.length]! ^= 1 << bit
        document.secrets.BAD[field] = bytes.toString('base64')
        fixture.state.text = JSON.stringify(document)
        const vault = fixture.open()
        expect(await codeOf(vault.read(['BAD']))).toBe('secret-damaged')
        expect((await vault.list()).secrets.find(({ name }) => name === 'BAD')?.value).toBeNull()
        expect(await vault.read(['GOOD'])).toEqual({ GOOD: 'untouched value' })
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['too short', 'data', 'AAAA'],
    ['empty', 'nonce', ''],
    ['cut', 'data', null],
  ])('refuses a value that is %s', async (_, field, given) => {
    const fixture = openVaultFixture()
    await fixture.open().set('A', 'some value')
    const document = fixture.document()
    document.secrets.A[field] = given ?? document.secrets.A[field].slice(0, 8)
    fixture.state.text = JSON.stringify(document)
    expect(await codeOf(fixture.open().read(['A']))).toBe('secret-damaged')
  })

  test('does not take one value for another', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('MINE', 'my own value')
    await fixture.open().set('THEIRS', 'the other value')
    const document = fixture.document()
    document.secrets.MINE = document.secrets.THEIRS
    fixture.state.text = JSON.stringify(document)
    expect(await codeOf(fixture.open().read(['MINE']))).toBe('secret-damaged')
  })

  test('does not open in another oven', async () => {
    const fixture = openVaultFixture()
    await fixture.open('one').set('TOKEN', 'some value')
    expect(await codeOf(fixture.open('two').read(['TOKEN']))).toBe('secret-damaged')
  })

  test('is mended by setting the value anew', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('A', 'some value')
    fixture.state.text = fixture.state.text!.replace(/"data": "..../, '"data": "AAAA')
    const vault = fixture.open()
    expect(await codeOf(vault.read(['A']))).toBe('secret-damaged')
    await vault.set('A', 'a new value')
    expect(await vault.read(['A'])).toEqual({ A: 'a new value' })
  })
})

describe('a vault that cannot be opened', () => {
  const cases: [string, string, (fixture: ReturnType<typeof openVaultFixture>) => void][] = [
    ['with another key', 'vault-wrong-key', ({ state }) => (state.key = randomBytes(32))],
    ['without its key', 'vault-locked', ({ state }) => (state.key = null)],
    ['that is no JSON', 'vault-broken', ({ state }) => (state.text = '{"version": 1, ')],
    ['that is empty', 'vault-broken', ({ state }) => (state.text = '')],
    [
      'that holds something else',
      'vault-broken',
      ({ state }) => (state.text = '{"version": 1, "secrets": 3}'),
    ],
    ['of a later version', 'vault-version', ({ state }) => (state.text = '{"version": 2, "secrets": {}}')],
  ]
  test.each(cases)('%s says so, and is left as it is', async (_, code, spoil) => {
    const fixture = openVaultFixture()
    await fixture.open().set('TOKEN', 'some value')
    spoil(fixture)
    const { text, writes } = { ...fixture.state }
    const vault = fixture.open()
    expect(await codeOf(vault.read(['TOKEN']))).toBe(code)
    expect(await codeOf(vault.set('OTHER', 'other value'))).toBe(code)
    expect(await codeOf(vault.everything())).toBe(code)
    const { secrets, problem } = await vault.list()
    expect(problem?.code).toBe(code)
    expect(problem?.hint).toEqual(code === 'vault-locked' ? null : expect.stringMatching(/./))
    expect(secrets.every(({ value }) => value === null)).toBe(true)
    expect({ text: fixture.state.text, writes: fixture.state.writes }).toEqual({ text, writes })
  })

  test('with another key still tells the names, and a secret can be removed', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('A', 'some value')
    await fixture.open().set('B', 'some value')
    fixture.state.key = randomBytes(32)
    const vault = fixture.open()
    expect(vault.names()).toEqual(['A', 'B'])
    await vault.remove('A')
    expect(vault.names()).toEqual(['B'])
  })

  test('but is empty, is begun anew', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('A', 'some value')
    await fixture.open().remove('A')
    fixture.state.key = null
    const vault = fixture.open()
    await vault.set('B', 'another value')
    expect(await vault.read(['B'])).toEqual({ B: 'another value' })
  })
})

describe('values that were replaced or removed', () => {
  test('are kept to be masked while runs are active, and gone at the first change after', async () => {
    const fixture = openVaultFixture()
    const vault = fixture.open()
    await vault.set('A', 'the first value')
    fixture.state.active = true
    await vault.set('A', 'the second value')
    await vault.set('B', 'a short-lived value')
    await vault.remove('B')
    expect((await fixture.open().everything()).sort()).toEqual([
      'a short-lived value',
      'the first value',
      'the second value',
    ])
    expect(vault.names()).toEqual(['A'])
    fixture.state.active = false
    await vault.set('C', 'one more value')
    expect((await fixture.open().everything()).sort()).toEqual(['one more value', 'the second value'])
  })
})

describe('what a run was handed that is kept nowhere else', () => {
  test('is there for the next host until the run ends, and in no listing', async () => {
    const fixture = openVaultFixture()
    await fixture.open().remember('run-1', ['ghs_first'])
    await fixture.open().remember('run-1', ['ghs_second'])
    await fixture.open().remember('run-2', ['ghs_other'])
    expect(fixture.state.text).not.toContain('ghs_')
    const next = fixture.open()
    expect([next.remembers('run-1'), next.remembers('run-3')]).toEqual([true, false])
    expect((await next.everything()).sort()).toEqual(['ghs_first', 'ghs_other', 'ghs_second'])
    expect(next.names()).toEqual([])
    expect((await next.list()).secrets).toEqual([])
    await next.forget('run-1')
    expect(next.remembers('run-1')).toBe(false)
    expect(await next.everything()).toEqual(['ghs_other'])
  })

  test('goes with a later run when its own end was not heard of', async () => {
    const fixture = openVaultFixture()
    await fixture.open().remember('killed', ['ghs_first'])
    fixture.state.activeRuns = ['next']
    await fixture.open().remember('next', ['ghs_second'])
    expect(await fixture.open().everything()).toEqual(['ghs_second'])
  })

  test('does not open under another run', async () => {
    const fixture = openVaultFixture()
    await fixture.open().remember('one', ['ghs_first'])
    const document = fixture.document()
    fixture.state.text = JSON.stringify({ ...document, handed: { two: document.handed.one } })
    expect(await fixture.open().everything()).toEqual([])
  })

  test('a vault that cannot be read keeps nothing and says so, and to forget is no error', async () => {
    const fixture = openVaultFixture()
    fixture.state.text = 'broken'
    const vault = fixture.open()
    expect(await codeOf(vault.remember('one', ['ghs_first']))).toBe('vault-broken')
    expect(vault.remembers('one')).toBe(false)
    await vault.forget('one')
    expect(fixture.state.text).toBe('broken')
  })
})

describe('a change of keys', () => {
  test('puts everything under the new key; the old one opens nothing any more', async () => {
    const fixture = openVaultFixture()
    const vault = fixture.open()
    await vault.set('A', 'the first value')
    fixture.state.active = true
    await vault.set('A', 'the second value')
    await vault.set('B', 'another value é\n')
    await vault.remember('run-1', ['ghs_first'])
    const before = fixture.document()
    const old = fixture.state.key
    expect(await vault.rotate()).toEqual({ secrets: 2, keptBy: 'the test' })
    const after = fixture.document()
    expect(after.key.id).not.toBe(before.key.id)
    expect(after.secrets.A.setAt).toBe(before.secrets.A.setAt)
    const everything = ['another value é\n', 'ghs_first', 'the first value', 'the second value']
    expect((await vault.everything()).sort()).toEqual(everything)
    expect((await fixture.open().everything()).sort()).toEqual(everything)
    expect(await fixture.open().read(['A'])).toEqual({ A: 'the second value' })
    fixture.state.key = old
    expect(await codeOf(fixture.open().read(['A']))).toBe('vault-wrong-key')
  })

  test('happens between calls, so that none of them is lost', async () => {
    const fixture = openVaultFixture()
    const vault = fixture.open()
    await vault.set('A', 'first value')
    const all = [
      vault.set('B', 'second value'),
      vault.rotate(),
      vault.set('C', 'third value'),
      vault.rotate(),
    ]
    await Promise.all(all)
    expect(Object.keys(await fixture.open().read(['A', 'B', 'C']))).toHaveLength(3)
  })

  test('of a vault without secrets is refused', async () => {
    const vault = openVaultFixture().open()
    await expect(vault.rotate()).rejects.toMatchObject({ code: 'vault-empty', kind: 'CONFLICT' })
  })

  test('is refused where a value would be lost, and changes nothing', async () => {
    const fixture = openVaultFixture()
    await fixture.open().set('GOOD', 'some value')
    await fixture.open().set('BAD', 'some value')
    const document = fixture.document()
    document.secrets.BAD.data = document.secrets.GOOD.data
    fixture.state.text = JSON.stringify(document)
    const { text } = fixture.state
    await expect(fixture.open().rotate()).rejects.toMatchObject({
      code: 'secret-damaged',
      message: expect.stringContaining('"BAD"'),
    })
    expect(fixture.state.text).toBe(text)
    expect(await fixture.open().read(['GOOD'])).toEqual({ GOOD: 'some value' })
  })
})
