import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { adoptShellPath, readShellPath } from '../../electron/shell-path.ts'

const folder = mkdtempSync(join(tmpdir(), 'oven-shell-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A login shell as users have them: greets, sets its own PATH, then does what it was asked. */
function shellThat(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, ['#!/bin/sh', ...lines, 'shift', 'eval "$1"', ''].join('\n'))
  chmodSync(path, 0o755)
  return path
}

describe('readShellPath', () => {
  test('finds PATH among the greetings of start-up files', async () => {
    const shell = shellThat('greets', 'echo "Welcome back"', 'PATH="/opt/tools/bin:/usr/bin:/bin"')
    expect(await readShellPath({ shell, timeoutMs: 40_000 })).toBe('/opt/tools/bin:/usr/bin:/bin')
  })

  test('reads it from a real bash', async () => {
    const env = { HOME: folder, PATH: '/usr/local/bin:/usr/bin:/bin' }
    writeFileSync(join(folder, '.bash_profile'), 'export PATH="$HOME/mine:$PATH"\n')
    const path = await readShellPath({ shell: '/bin/bash', timeoutMs: 40_000, env })
    expect(path?.split(':')[0]).toBe(join(folder, 'mine'))
  })

  test('gives up on a shell that hangs', async () => {
    const shell = shellThat('hangs', 'exec sleep 60')
    const startedAt = performance.now()
    expect(await readShellPath({ shell, timeoutMs: 300 })).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(40_000)
  })

  test('a shell that is not there, or fails, answers nothing', async () => {
    expect(await readShellPath({ shell: join(folder, 'missing'), timeoutMs: 40_000 })).toBeNull()
    expect(await readShellPath({ shell: shellThat('fails', 'exit 3'), timeoutMs: 40_000 })).toBeNull()
  })
})

describe('adoptShellPath', () => {
  test('puts the shell’s folders first and keeps those of its own', async () => {
    const shell = shellThat('adds', 'PATH=/opt/homebrew/bin:/usr/bin:/bin')
    const env: NodeJS.ProcessEnv = { SHELL: shell, PATH: '/usr/bin:/bin:/usr/sbin', OTHER: 'kept' }
    await adoptShellPath({ env, timeoutMs: 40_000 })
    expect(env).toEqual({ SHELL: shell, PATH: '/opt/homebrew/bin:/usr/bin:/bin:/usr/sbin', OTHER: 'kept' })
  })

  test('takes nothing but PATH from the shell', async () => {
    const shell = shellThat('has-secrets', 'export TOKEN=hush', 'PATH=/opt/x:/usr/bin:/bin')
    const env: NodeJS.ProcessEnv = { SHELL: shell, PATH: '/usr/bin' }
    await adoptShellPath({ env, timeoutMs: 40_000 })
    expect(Object.keys(env)).toEqual(['SHELL', 'PATH'])
  })

  test('asks no shell when the app was started from a terminal', async () => {
    const env: NodeJS.ProcessEnv = { SHELL: '/bin/sh', SHLVL: '1', PATH: '/usr/bin' }
    await adoptShellPath({
      env,
      timeoutMs: 1_000,
      readPath: () => Promise.reject(new Error('was asked all the same')),
    })
    expect(env.PATH).toBe('/usr/bin')
  })
})
