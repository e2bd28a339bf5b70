import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { maskDiagnostics } from '../../contract/diagnostics-text.ts'
import { collectDiagnostics } from '../../electron/diagnostics.ts'
import type { OvenClient } from '../../electron/oven-glance.ts'

const folder = mkdtempSync(join(tmpdir(), 'oven-diagnostics-'))
const logFile = join(folder, 'host.log')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const client = {
  status: {
    show: async () => ({
      engine: { status: 'down' },
      counts: { jobs: 3 },
      pause: null,
      warnings: ['A file was kept aside.'],
    }),
  },
  attention: { list: async () => [{ title: 'nightly #4 failed' }] },
  runs: {
    list: async () => ({
      runs: [
        {
          jobId: 'nightly',
          number: 4,
          jobType: 'docker',
          state: 'finished',
          outcome: 'failed',
          error: { code: 'exit' },
        },
        { jobId: 'nightly', number: 5, jobType: 'docker', state: 'running', outcome: null, error: null },
      ],
    }),
  },
  settings: {
    show: async () => ({
      problems: [{ field: 'timezone', message: 'is no time zone' }],
      fields: [
        { key: 'desktop.keepAwake', isDefault: false },
        { key: 'retention.days', isDefault: true },
      ],
    }),
  },
} as unknown as OvenClient

const options = {
  client,
  failure: null,
  versions: { 'Agent Oven': '1.2.3', Electron: undefined },
  logFile,
  crashFolder: join(folder, 'crashes'),
  homeFolder: '/Users/baker',
}

test('it tells versions, how the oven stands, and the end of the log', async () => {
  const lines = Array.from({ length: 300 }, (_, index) => `{"msg":"line ${index} in /Users/baker/oven"}`)
  writeFileSync(logFile, `${lines.join('\n')}\n`)
  const text = await collectDiagnostics(options)
  expect(text).toContain('Agent Oven: 1.2.3\nElectron: unknown')
  expect(text).toContain('nightly #4 (docker): failed, exit')
  expect(text).toContain('nightly #5 (docker): running')
  expect(text).toContain('settings changed: desktop.keepAwake\n')
  expect(text).toContain('setting timezone: is no time zone')
  expect(text).toContain('needs attention: nightly #4 failed')
  expect(text).toContain('"line 299 in ~/oven"')
  expect(text).toContain('"line 100 ')
  expect(text).not.toContain('"line 99 ')
})

test('reports of crashes are counted, and stay where they are', async () => {
  expect(await collectDiagnostics(options)).toContain('Reports of crashes\nnone')
  mkdirSync(join(folder, 'crashes/completed'), { recursive: true })
  writeFileSync(join(folder, 'crashes/completed/one.dmp'), 'memory of the process')
  const text = await collectDiagnostics(options)
  expect(text).toMatch(/Reports of crashes\n1 in .*crashes, the newest of 20\d\d-/)
  expect(text).not.toContain('memory of the process')
})

test('it works without an oven and without a log, and says why there is none', async () => {
  const text = await collectDiagnostics({
    ...options,
    client: null,
    failure: 'Another oven is already running.',
    logFile: join(folder, 'missing.log'),
  })
  expect(text).toContain('The oven could not start\nAnother oven is already running.')
  expect(text).toContain('Oven\nnot running')
  expect(text).toContain('could not be read: ENOENT')
})

test.each([
  `ghp_${'a1'.repeat(18)}`,
  `github_pat_${'b2'.repeat(30)}`,
  'sk-ant-api03-abcdefghijkl',
  'xoxb-1234567890-abcdef',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhcHAifQ.c2lnbmF0dXJl',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----',
])('what looks like a secret is masked: %s', (secret) => {
  expect(maskDiagnostics(`before ${secret} after`, '/Users/baker')).toBe('before *** after')
})
