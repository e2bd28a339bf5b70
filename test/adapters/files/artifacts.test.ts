import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { collect, newLogStore } from './log-fixture.ts'

async function storeWithArtifacts() {
  const { store, folder } = newLogStore()
  await store.keepArtifact('r1', 'b.txt', Buffer.from('b'))
  await store.keepArtifact('r1', 'a/deep.bin', Buffer.alloc(500_000, 7))
  await store.keepArtifact('r2', 'other.txt', Buffer.from('of another run'))
  writeFileSync(join(folder, 'secret.txt'), 'nobody’s business')
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'artifacts/r1/link.txt'))
  symlinkSync(folder, join(folder, 'artifacts/r1/folder'))
  return { store, folder }
}

const bytesOf = (pieces: { base64: string }[]) =>
  Buffer.concat(pieces.map(({ base64 }) => Buffer.from(base64, 'base64')))

it('lists what was kept of a run, by path, without links', async () => {
  const { store } = await storeWithArtifacts()
  expect(await store.listArtifacts('r1')).toEqual([
    { path: 'a/deep.bin', bytes: 500_000, modifiedAt: expect.stringMatching(/Z$/) },
    { path: 'b.txt', bytes: 1, modifiedAt: expect.any(String) },
  ])
  expect(await store.listArtifacts('r9')).toEqual([])
})

it('gives a file in pieces, whole or its beginning', async () => {
  const { store } = await storeWithArtifacts()
  const pieces = await collect(store.readArtifact('r1', 'a/deep.bin', {}))
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.map(({ end }) => end)).toEqual([...pieces.slice(1).map(() => false), true])
  expect(bytesOf(pieces).equals(Buffer.alloc(500_000, 7))).toBe(true)
  const [first, ...rest] = await collect(store.readArtifact('r1', 'a/deep.bin', { limitBytes: 10 }))
  expect([bytesOf([first!]).length, first!.totalBytes, first!.end, rest.length]).toEqual([
    10,
    500_000,
    true,
    0,
  ])
  await store.keepArtifact('r1', 'empty', Buffer.alloc(0))
  expect(await collect(store.readArtifact('r1', 'empty', {}))).toEqual([
    { offset: 0, totalBytes: 0, base64: '', end: true },
  ])
})

it.each([
  '../r2/other.txt',
  '../../secret.txt',
  'link.txt',
  'folder/secret.txt',
  '/etc/passwd',
  'a',
  '',
  '.',
  './b.txt',
  'a/../b.txt',
  'b.txt\0',
])('gives nothing at %j', async (path) => {
  const { store } = await storeWithArtifacts()
  await expect(collect(store.readArtifact('r1', path, {}))).rejects.toMatchObject({ kind: 'NOT_FOUND' })
})

it('refuses runs whose name leads elsewhere', async () => {
  const { store, folder } = await storeWithArtifacts()
  mkdirSync(join(folder, 'artifacts'), { recursive: true })
  expect(() => store.listArtifacts('../artifacts/r1')).toThrowError(
    expect.objectContaining({ code: 'name-unsafe' }),
  )
  await expect(collect(store.readArtifact('..', 'secret.txt', {}))).rejects.toMatchObject({
    code: 'name-unsafe',
  })
  expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toContain('business')
})
