import {
  chmodSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import {
  ConfDocument,
  type ConfDocumentOptions,
  type ConfLike,
  type Json,
} from '../../../adapters/files/conf-document.ts'
import { tempFolder } from './temp-folder.ts'

const Shape = z.looseObject({ words: z.array(z.string()) })

function setUp(options: Partial<ConfDocumentOptions> & { text?: string } = {}) {
  const { text, ...rest } = options
  const path = rest.path ?? join(tempFolder(), 'words.json')
  if (text !== undefined) writeRested(path, text)
  const warnings: string[] = []
  const open = () =>
    new ConfDocument({
      merge: (_, mine) => mine,
      path,
      parse: (value) => Shape.parse(value),
      empty: { words: [] },
      onWarning: (sentence) => warnings.push(sentence),
      ...rest,
    })
  return { path, warnings, open, document: open(), folder: join(path, '..') }
}

/** As a file that nobody has been writing for a while. */
function writeRested(path: string, text: string): void {
  writeFileSync(path, text)
  const before = Date.now() / 1000 - 10
  utimesSync(path, before, before)
}

const brokenOf = (folder: string) => readdirSync(folder).filter((name) => name.includes('.broken-'))

it('reads nothing as empty and makes no file for it', () => {
  const { document, folder } = setUp()
  expect(document.read()).toEqual({ words: [] })
  expect(readdirSync(folder)).toEqual([])
})

it('writes for its owner only, as people read JSON, and reads it back', () => {
  const { document, path, open, folder } = setUp({ path: join(tempFolder(), 'deep', 'words.json') })
  document.update((json) => ({ ...json, words: ['a'], 'odd.key': { __proto__: null, x: 1 } }))
  expect(readFileSync(path, 'utf8')).toBe(
    '{\n  "words": [\n    "a"\n  ],\n  "odd.key": {\n    "x": 1\n  }\n}\n',
  )
  expect(open().read()).toEqual({ words: ['a'], 'odd.key': { x: 1 } })
  for (const name of readdirSync(folder))
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

it.each([
  ['cut off', '{ "words": ["a", "b"'],
  ['of another shape', '{ "words": "a" }'],
  ['empty', ''],
])('keeps a file that is %s aside and puts the last good state back, over restarts too', (_what, broken) => {
  const { path, open, folder, warnings } = setUp({ text: '{ "words": ["good"], "more": 1 }' })
  expect(open().read()).toEqual({ words: ['good'], more: 1 })
  writeRested(path, broken)
  expect(open().read()).toEqual({ words: ['good'], more: 1 })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ words: ['good'], more: 1 })
  const kept = brokenOf(folder)
  expect(kept).toHaveLength(1)
  expect(kept[0]).toMatch(/^words\.json\.broken-\d{8}T\d{6}Z$/)
  expect(readFileSync(join(folder, kept[0]!), 'utf8')).toBe(broken)
  expect(warnings).toEqual([expect.stringContaining(kept[0]!)])
  expect(open().read()).toEqual({ words: ['good'], more: 1 })
  expect(warnings).toHaveLength(1)
})

it('begins empty when a broken file has no good state before it, and keeps the file', () => {
  const { document, folder, warnings } = setUp({ text: 'not json' })
  expect(document.read()).toEqual({ words: [] })
  document.update(() => ({ words: ['new'] }))
  expect(brokenOf(folder).map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['not json'])
  expect(warnings).toEqual([expect.stringContaining('begins with an empty one')])
})

it('waits for a file that is just being written instead of calling it broken', async () => {
  const { path, document, folder, warnings } = setUp({ text: '{ "words": ["old"] }' })
  document.read()
  writeFileSync(path, '{ "words": ["half')
  // However long this machine takes from here to the next line: it was written a tenth of a second ago.
  const now = Date.now()
  utimesSync(path, (now - 100) / 1000, (now - 100) / 1000)
  vi.useFakeTimers({ toFake: ['Date'], now })
  expect(document.read()).toEqual({ words: ['old'] })
  vi.useRealTimers()
  writeFileSync(path, '{ "words": ["whole"] }')
  expect(document.read()).toEqual({ words: ['whole'] })
  await sleep(400)
  expect(brokenOf(folder)).toEqual([])
  expect(warnings).toEqual([])
})

it('keeps a broken edit aside once it has rested, without another read', async () => {
  const { path, document, folder } = setUp({ text: '{ "words": ["old"] }' })
  onTestFinished(document.onExternalChange(() => {}))
  writeFileSync(path, '{ "words": [')
  await vi.waitFor(() => expect(brokenOf(folder)).toHaveLength(1), { timeout: 30_000 })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ words: ['old'] })
})

it('applies a change to what somebody else wrote since the last read', () => {
  const { path, document } = setUp({ text: '{ "words": ["a"] }' })
  document.read()
  writeFileSync(path, '{ "words": ["a", "theirs"], "note": "kept" }')
  const append = (json: Json) => ({ ...json, words: [...(json.words as string[]), 'mine'] })
  expect(document.update(append)).toEqual({ words: ['a', 'theirs', 'mine'], note: 'kept' })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ words: ['a', 'theirs', 'mine'], note: 'kept' })
})

it('makes its change anew when somebody writes while it is made', () => {
  const { path, document } = setUp({ text: '{ "words": [] }' })
  let calls = 0
  document.update((json) => {
    if (calls++ === 0) writeFileSync(path, '{ "words": ["theirs"] }')
    return { ...json, words: [...(json.words as string[]), 'mine'] }
  })
  expect(calls).toBe(2)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ words: ['theirs', 'mine'] })
})

it('loses none of the changes that two holders of one file make in turn', () => {
  const { document, open, path } = setUp()
  const other = open()
  for (let index = 0; index < 20; index++) {
    for (const [name, each] of [
      ['one', document],
      ['two', other],
    ] as const) {
      each.update((json) => ({ ...json, words: [...(json.words as string[]), `${name}-${index}`] }))
    }
  }
  expect((JSON.parse(readFileSync(path, 'utf8')) as { words: string[] }).words).toHaveLength(40)
})

it('sees an edit of the same length made right after it read', () => {
  const { path, document } = setUp({ text: '{ "words": ["a"] }' })
  for (let index = 0; index < 30; index++) {
    const word = String.fromCharCode(97 + (index % 26))
    writeFileSync(path, `{ "words": ["${word}"] }`)
    expect(document.read()).toEqual({ words: [word] })
  }
})

it('reads the file again only when it changed, and answers what cannot be changed', () => {
  const parse = vi.fn((value: unknown) => Shape.parse(value))
  const { document } = setUp({ text: '{ "words": ["a"] }', parse })
  const first = document.read()
  for (let index = 0; index < 100; index++) expect(document.read()).toBe(first)
  expect(parse).toHaveBeenCalledTimes(1)
  expect(() => (first.words as string[]).push('b')).toThrow(TypeError)
})

it('tells of edits in place, of replaced files and of removal, but not of its own writes', async () => {
  const { path, document, warnings } = setUp({ text: '{ "words": [] }' })
  const told: unknown[] = []
  const stop = document.onExternalChange(() => told.push(document.read().words))
  document.update(() => ({ words: ['mine'] }))
  await sleep(200)
  expect(told).toEqual([])
  writeFileSync(path, '{ "words": ["in place"] }')
  await vi.waitFor(() => expect(told).toEqual([['in place']]), { timeout: 30_000 })
  writeFileSync(`${path}.new`, '{ "words": ["replaced"] }')
  renameSync(`${path}.new`, path)
  await vi.waitFor(() => expect(told.at(-1)).toEqual(['replaced']), { timeout: 30_000 })
  rmSync(path)
  await vi.waitFor(() => expect(told.at(-1)).toEqual([]), { timeout: 30_000 })
  expect(warnings).toEqual([expect.stringContaining('words.json was removed')])
  stop()
  const before = told.length
  writeFileSync(path, '{ "words": ["unheard"] }')
  await sleep(200)
  expect(told).toHaveLength(before)
  expect(document.read()).toEqual({ words: ['unheard'] })
})

it('writes through the store it is given, with options that electron-store takes as well', () => {
  const made: { options: unknown; store: ConfLike }[] = []
  const { document, path, folder } = setUp({
    createStore: (options) => {
      const store = {
        set store(json: Json) {
          writeFileSync(path, options.serialize(json))
        },
      } as ConfLike
      made.push({ options, store })
      return store
    },
  })
  document.update(() => ({ words: ['a'] }))
  document.update(() => ({ words: ['b'] }))
  expect(made).toHaveLength(1)
  expect(made[0]!.options).toMatchObject({
    cwd: folder,
    name: 'words',
    configName: 'words',
    fileExtension: 'json',
  })
  expect(document.read()).toEqual({ words: ['b'] })
})

it('says so when the disk is full or the file refused, and keeps the old state', () => {
  const refusals = { ENOSPC: 'disk-full', EACCES: 'file-refused' }
  for (const [code, expected] of Object.entries(refusals)) {
    const { document, path } = setUp({
      text: '{ "words": ["old"] }',
      createStore: () => ({
        set store(_json: Json) {
          throw Object.assign(new Error(`${code}: no`), { code })
        },
        get store() {
          return {}
        },
      }),
    })
    expect(() => document.update(() => ({ words: ['new'] }))).toThrowError(
      expect.objectContaining({ code: expected }),
    )
    expect(document.read()).toEqual({ words: ['old'] })
    expect(readFileSync(path, 'utf8')).toBe('{ "words": ["old"] }')
  }
})

it('refuses to write what does not have the right shape', () => {
  const { document } = setUp({ text: '{ "words": ["old"] }' })
  expect(() => document.update(() => ({ words: 3 }))).toThrow()
  expect(document.read()).toEqual({ words: ['old'] })
})

it('takes the mode of a file that others could read back when it writes', () => {
  const { document, path } = setUp({ text: '{ "words": [] }' })
  chmodSync(path, 0o644)
  document.update(() => ({ words: ['secret'] }))
  expect(statSync(path).mode & 0o777).toBe(0o600)
})
