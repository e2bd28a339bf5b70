import type { WebFrameMain } from 'electron'
import { expect, test } from 'vitest'
import { isTrustedFrame, originOf, windowOrigin } from '../../electron/trusted-origin.ts'

const frame = (url: string, parent: WebFrameMain | null = null) => ({ url, parent })

test('only the main frame of our own pages is trusted', () => {
  const trusts = (candidate: Parameters<typeof isTrustedFrame>[0]) => isTrustedFrame(candidate, 'app://oven')
  expect(trusts(frame('app://oven/#/runs/1'))).toBe(true)
  expect(trusts(frame('app://oven/', {} as WebFrameMain))).toBe(false)
  expect(trusts(null)).toBe(false)
  for (const url of ['app://oven.evil/', 'app://evil/', 'https://oven/', 'file:///oven', 'about:blank', ''])
    expect(trusts(frame(url)), url).toBe(false)
})

test('a packaged app takes no development server', () => {
  expect(windowOrigin('http://localhost:5173/x', false)).toBe('http://localhost:5173')
  expect(windowOrigin('http://localhost:5173/', true)).toBe('app://oven')
  expect(windowOrigin(undefined, false)).toBe('app://oven')
})

test('what is no address has no origin', () => {
  expect(originOf('')).toBeNull()
  expect(originOf('app://oven/x#y')).toBe('app://oven')
})
