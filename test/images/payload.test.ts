import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readText, setUpRunner } from './runner-programs.ts'

const PAYLOAD = { v: 1, nonce: 'n-2', env: {}, files: [] }

test('files land below the home folder, the environment in a file that a shell reads back exactly', () => {
  const runner = setUpRunner()
  const value = `it's "quoted" $HOME \`id\`\nsecond line \\ äöü`
  const { code, stdout } = runner.run('payload', [], {
    input: JSON.stringify({
      ...PAYLOAD,
      env: { TOKEN: value, EMPTY: '' },
      files: [
        {
          path: '.claude/.credentials.json',
          mode: '0600',
          base64: Buffer.from('{"a":1}').toString('base64'),
        },
        { path: 'tool', mode: '755', base64: '' },
      ],
    }),
  })
  expect([code, stdout]).toEqual([0, ''])
  expect(readText(join(runner.home, '.claude/.credentials.json'))).toBe('{"a":1}')
  expect(statSync(join(runner.home, '.claude/.credentials.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(runner.home, 'tool')).mode & 0o777).toBe(0o755)
  expect(statSync(runner.environmentFile).mode & 0o777).toBe(0o600)
  const shown = spawnSync(
    'bash',
    ['-c', `source ${runner.environmentFile}; printf %s "$TOKEN|$OVEN_NONCE|$EMPTY"`],
    {
      encoding: 'utf8',
    },
  )
  expect(shown.stdout).toBe(`${value}|n-2|`)
})

test("the job's environment cannot replace what the runner itself needs", () => {
  const runner = setUpRunner()
  const env = { PATH: '/evil', HOME: '/evil', OVEN_PUSH: 'branches', MINE: 'yes' }
  const { code, stderr } = runner.run('payload', [], { input: JSON.stringify({ ...PAYLOAD, env }) })
  expect(code).toBe(0)
  expect(readText(runner.environmentFile)).toBe(`export OVEN_NONCE='n-2'\nexport MINE='yes'\n`)
  for (const name of ['PATH', 'HOME', 'OVEN_PUSH']) expect(stderr).toContain(`The variable ${name} is set by`)
})

test.each([
  ['nothing', '', 'Nothing came over standard input.'],
  ['no JSON', 'sk-secret-not-json', 'is not JSON'],
  ['another version', JSON.stringify({ ...PAYLOAD, v: 2 }), 'not of version 1'],
  ['no nonce', JSON.stringify({ ...PAYLOAD, nonce: undefined }), 'has no nonce'],
  ['a number as a value', JSON.stringify({ ...PAYLOAD, env: { A: 1 } }), 'variable A is not a text'],
  [
    'a name that is a command',
    JSON.stringify({ ...PAYLOAD, env: { 'A;id': 'x' } }),
    'cannot name an environment',
  ],
  [
    'a file outside the home folder',
    JSON.stringify({ ...PAYLOAD, files: [{ path: '../escaped', mode: '0600', base64: '' }] }),
    'lies outside the home folder',
  ],
  [
    'a file with an absolute path',
    JSON.stringify({ ...PAYLOAD, files: [{ path: '/tmp/escaped', mode: '0600', base64: '' }] }),
    'lies outside the home folder',
  ],
])('a payload with %s ends the run with 78 and says why, without quoting it', (_, input, words) => {
  const runner = setUpRunner()
  const { code, stderr, stdout, records } = runner.run('payload', [], { input })
  expect(code).toBe(78)
  expect(stderr).toContain(words)
  expect(records).toMatchObject([{ t: 'error', code: 'payload-missing' }])
  expect(stdout + stderr).not.toContain('sk-secret')
  expect(existsSync(join(runner.folder, 'escaped'))).toBe(false)
})
