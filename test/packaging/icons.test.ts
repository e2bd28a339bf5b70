import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeIcns } from '../../build/icons/encode-icns.ts'

const icons = join(import.meta.dirname, '../../build/icons')
const read = (path: string) => readFileSync(join(icons, path))

/** Width, height, and whether there is an alpha channel: https://www.w3.org/TR/png-3/#11IHDR */
function pngFacts(bytes: Buffer) {
  expect(bytes.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), hasAlpha: bytes[25] === 6 }
}

function* icnsEntries(bytes: Buffer): Generator<{ type: string; content: Buffer }> {
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at + 4)
    yield { type: bytes.toString('latin1', at, at + 4), content: bytes.subarray(at + 8, at + length) }
    at += length
  }
}

test('the app’s icon holds every size that macOS asks for, each drawn at that size', () => {
  const bytes = read('app/icon.icns')
  expect(bytes.toString('latin1', 0, 4)).toBe('icns')
  expect(bytes.readUInt32BE(4)).toBe(bytes.length)
  const sizes = [...icnsEntries(bytes)].map(({ type, content }) => [type, pngFacts(content).width])
  expect(Object.fromEntries(sizes)).toEqual({
    icp4: 16,
    icp5: 32,
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  })
})

test('the writer of icon files keeps every picture as it was given', () => {
  const picture = (pixels: number) => Buffer.alloc(pixels, pixels % 251)
  const entries = [...icnsEntries(encodeIcns(picture))]
  expect(entries).toHaveLength(10)
  for (const { content } of entries) expect(content.equals(picture(content.length))).toBe(true)
})

test('Linux gets a picture of 512 pixels', () => {
  expect(pngFacts(read('app/icon.png'))).toEqual({ width: 512, height: 512, hasAlpha: true })
})

test('each icon of the menu bar is a template at both densities', () => {
  const sources = readdirSync(join(icons, 'source')).filter((name) => name.startsWith('tray'))
  expect(sources).toHaveLength(3)
  for (const source of sources) {
    const name = source.replace('.svg', '')
    expect(name).toMatch(/Template$/)
    expect(pngFacts(read(`tray/${name}.png`))).toEqual({ width: 16, height: 16, hasAlpha: true })
    expect(pngFacts(read(`tray/${name}@2x.png`))).toEqual({ width: 32, height: 32, hasAlpha: true })
  }
})
