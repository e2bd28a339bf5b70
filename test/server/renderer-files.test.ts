import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startHttpFixture } from '../support/http-fixture.ts'

test('without a build, the front page says how to make one', async () => {
  const http = await startHttpFixture()
  try {
    const answer = await http.ask('/')
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('npm run build')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  } finally {
    await http.close()
  }
})

test('the window’s files come with a strict policy; hashed ones may be kept, others not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-renderer-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Agent Oven</title>')
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {}')
  writeFileSync(join(folder, '..', 'outside.txt'), 'not yours')
  const http = await startHttpFixture({ rendererFolder: folder })
  try {
    const page = await http.ask('/')
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-cache'])
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers['x-content-type-options']).toBe('nosniff')

    const asset = await http.ask('/assets/index-abc123.js')
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(asset.headers['content-type']).toMatch(/javascript/)
    for (const path of [
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
      '/assets/..%2f..%2foutside.txt',
    ]) {
      const answer = await http.ask(path)
      expect([path, answer.status >= 400, answer.text.includes('not yours')]).toEqual([path, true, false])
    }
    expect((await http.ask('/no-such-file.js')).status).toBe(404)
  } finally {
    await http.close()
    rmSync(folder, { recursive: true, force: true })
    rmSync(join(folder, '..', 'outside.txt'), { force: true })
  }
})
