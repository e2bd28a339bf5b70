import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createRendererHandler } from '../../electron/serve-renderer.ts'

const folder = mkdtempSync(join(tmpdir(), 'oven-renderer-'))
const root = join(folder, 'renderer')
mkdirSync(join(root, 'assets'), { recursive: true })
writeFileSync(join(root, 'index.html'), '<!doctype html><title>window</title>')
writeFileSync(join(root, 'assets/main.js'), 'start()')
writeFileSync(join(folder, 'secret.txt'), 'not for pages')
mkdirSync(join(folder, 'renderer-other'))
writeFileSync(join(folder, 'renderer-other/file.txt'), 'not for pages either')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const serve = createRendererHandler({ root })
const get = (address: string) => serve(new Request(address))

test('serves the page and its files, with their types and the policy', async () => {
  const page = await get('app://oven/')
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<title>window</title>')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  const script = await get('app://oven/assets/main.js?v=1')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await script.text()).toBe('start()')
})

test('the policy allows no inline scripts, no evaluation and no other host', async () => {
  const policy = (await get('app://oven/')).headers.get('content-security-policy')!
  expect(policy).toMatch(/^default-src 'none'/)
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
})

test('addresses of pages get the one page', async () => {
  expect(await (await get('app://oven/runs/abc')).text()).toContain('<title>window</title>')
})

test.each([
  'app://oven/..%2fsecret.txt',
  'app://oven/assets/..%2f..%2fsecret.txt',
  'app://oven/%2e%2e/secret.txt',
  'app://oven/..%2frenderer-other/file.txt',
  'app://oven/..%5csecret.txt',
  'app://oven/secret.txt%00.html',
  'app://oven/%E0%A4%A',
])('nothing outside of the folder is served: %s', async (address) => {
  const response = await get(address)
  expect(response.status).toBe(404)
  expect(await response.text()).not.toContain('not for pages')
})

test('a missing file, a folder, another host and another method are refused', async () => {
  expect((await get('app://oven/assets/none.js')).status).toBe(404)
  expect((await get('app://elsewhere/index.html')).status).toBe(404)
  expect((await serve(new Request('app://oven/', { method: 'POST' }))).status).toBe(405)
})
