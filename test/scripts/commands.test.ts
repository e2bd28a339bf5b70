import { spawn, spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const scripts = new URL('../../scripts', import.meta.url).pathname

describe('setup', () => {
  const setup = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(scripts, 'setup.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    })

  test('explains itself, and refuses what it does not know', () => {
    expect(setup(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('dependencies') })
    expect(setup(['engines'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Unknown: engines.'),
    })
  })

  test('says nothing when there is nothing to do', () => {
    expect(setup(['dependencies'])).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('an engine that DOCKER_HOST names and that does not answer is the user’s affair: exit 3, and why', () => {
    const result = setup(['engine'], { DOCKER_HOST: 'unix:///nowhere/engine.sock' })
    expect(result.status).toBe(3)
    expect(result.stderr).toBe(
      'DOCKER_HOST names unix:///nowhere/engine.sock, and no engine answers there (ENOENT).\n→ Start that engine, or unset DOCKER_HOST.\n',
    )
  })
})

describe('entering a command', () => {
  /** A project of its own whose pinned Node is a script that says so and then runs the real one. */
  function project({ pinned, engines = '>=20' }: { pinned: boolean; engines?: string }) {
    const root = temporaryFolder({
      'package.json': JSON.stringify({ engines: { node: engines } }),
      'command.mjs':
        'console.log(process.argv.slice(2).join("+"), process.env.PATH.split(":")[0]); process.exitCode = 5',
      'endless.mjs':
        'process.on("SIGTERM", () => process.exit(9)); console.log("up"); setInterval(() => {}, 1000)',
      'enter.mjs': `import { enter } from ${JSON.stringify(join(scripts, 'setup/enter.mjs'))}
        const [script, ...words] = process.argv.slice(2)
        await enter({ root: import.meta.dirname, needs: [], script, words, onRefusal: () => console.log('refused') })`,
      ...(pinned
        ? { 'node_modules/.bin/node': `#!/bin/sh\necho pinned\nexec "${process.execPath}" "$@"\n` }
        : {}),
    })
    if (pinned) chmodSync(join(root, 'node_modules/.bin/node'), 0o755)
    return root
  }
  const enter = (root: string, ...words: string[]) =>
    spawnSync(process.execPath, [join(root, 'enter.mjs'), ...words], { encoding: 'utf8' })

  test('goes on with the pinned Node, the project’s binaries first on PATH, and ends with its code', () => {
    const root = project({ pinned: true })
    const result = enter(root, 'command.mjs', 'a', '--b')
    expect(result.stdout).toBe(`pinned\na+--b ${join(root, 'node_modules/.bin')}\n`)
    expect(result.status).toBe(5)
  })

  test('goes on in the same process where the machine’s Node serves', () => {
    const root = project({ pinned: false })
    const result = enter(root, 'command.mjs', 'a')
    expect(result.stdout).toBe(`a ${join(root, 'node_modules/.bin')}\n`)
    expect(result.status).toBe(5)
  })

  test('refuses in a sentence where none serves, and lets the command say its own last word', () => {
    const result = enter(project({ pinned: false, engines: '>=999' }), 'command.mjs')
    expect(result.status).toBe(1)
    expect(result.stderr).toMatch(/^Agent Oven needs Node >=999; this machine has [\d.]+.*\n→ Install Node/)
    expect(result.stdout).toBe('refused\n')
  })

  test('a SIGTERM reaches the command, and its code comes back', async () => {
    const child = spawn(process.execPath, [join(project({ pinned: true }), 'enter.mjs'), 'endless.mjs'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise((resolve) => child.on('close', resolve))
    for await (const chunk of child.stdout) if (String(chunk).includes('up')) break
    await wait(50)
    child.kill('SIGTERM')
    expect(await ended).toBe(9)
  })
})
