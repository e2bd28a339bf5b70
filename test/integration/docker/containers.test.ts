import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { collectingSink, openTestEngine, runToEnd } from '../../support/engine-fixture.ts'

const { engine, labels, spec, cleanUp } = openTestEngine()
afterAll(cleanUp)

describe('a container from start to end', () => {
  test('its first line is never lost, however short it lives', async () => {
    for (let round = 0; round < 10; round++) {
      const { stdout, stderr, end } = await runToEnd(engine, spec(`echo first ${round}; echo second >&2`))
      expect(stdout).toBe(`first ${round}\n`)
      expect(stderr).toBe('second\n')
      expect(end).toMatchObject({ kind: 'exited', exitCode: 0, oomKilled: false, error: '' })
    }
  })

  test('its exit code is its own', async () => {
    const { end } = await runToEnd(engine, spec('exit 3'))
    expect(end).toMatchObject({ kind: 'exited', exitCode: 3 })
  })

  test('a wait lasts as long as the container does', async () => {
    const { containerId } = await engine.createContainer(spec('sleep 6; echo over'))
    const { sink, text } = collectingSink()
    const live = await engine.startContainer(containerId, { stdin: null, sink })
    expect(Math.abs(Date.parse(live.startedAt) - Date.now())).toBeLessThan(60_000)
    expect((await engine.inspectContainer(containerId))?.status).toBe('running')
    expect(text()).toBe('')
    const end = await live.ended
    expect(text()).toBe('over\n')
    if (end.kind !== 'exited') throw new Error('It was removed.')
    expect(Date.parse(end.finishedAt) - Date.parse(end.startedAt)).toBeGreaterThanOrEqual(5_990)
    expect(live.usage().peakMemoryBytes).toBeGreaterThan(100_000)
    expect(live.usage().cpuSeconds).toBeGreaterThan(0)
  })

  test('what is left on standard output after it was closed early does not end the run', async () => {
    const { end } = await runToEnd(engine, spec('exec >&- 2>&-; sleep 1; exit 7'))
    expect(end).toMatchObject({ exitCode: 7 })
  })

  test('killed, it ends with 137; signals to a stopped or missing one are no error', async () => {
    const { containerId } = await engine.createContainer(spec('echo up; sleep 60'))
    await engine.signalContainer(containerId, 'SIGTERM')
    const live = await engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } })
    await engine.signalContainer(containerId, 'SIGKILL')
    expect(await live.ended).toMatchObject({ exitCode: 137, oomKilled: false })
    await engine.signalContainer(containerId, 'SIGINT')
    await engine.removeContainer(containerId)
    await engine.signalContainer(containerId, 'SIGINT')
  })

  test('killed for memory, it says so', async () => {
    const { end } = await runToEnd(
      engine,
      spec('head -c 64000000 /dev/zero | tail > /dev/null', { memoryBytes: 16 * 1024 * 1024, init: false }),
    )
    expect(end).toMatchObject({ kind: 'exited', oomKilled: true })
  })

  test('removed by somebody else while it runs, it is gone', async () => {
    const { containerId } = await engine.createContainer(spec('sleep 60'))
    const live = await engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } })
    execFileSync('docker', ['rm', '--force', containerId])
    expect(await live.ended).toEqual({ kind: 'gone' })
  })
})

describe('standard input', () => {
  test('is delivered whole, ended, and seen nowhere', async () => {
    const canary = 'canary-4711'
    const payload = Buffer.concat([
      Buffer.from(`${canary}\n`),
      Buffer.alloc(3_000_000, 'x'),
      Buffer.from('\nlast'),
    ])
    const { stdout, containerId } = await runToEnd(
      engine,
      spec('sleep 0.3; wc -c; echo ended', { stdin: true }),
      payload,
    )
    expect(stdout).toBe(`${payload.length}\nended\n`)
    expect(execFileSync('docker', ['inspect', containerId], { encoding: 'utf8' })).not.toContain(canary)
  })

  test('without one, the container reads an end at once', async () => {
    expect((await runToEnd(engine, spec('wc -c'))).stdout).toBe('0\n')
  })
})

describe('what a container is given', () => {
  test('user, limits, mounts and tmpfs hold', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-oven-mount-'))
    writeFileSync(join(folder, 'in.txt'), 'from the host')
    chmodSync(folder, 0o755)
    const volume = `${spec('').name}-volume`
    try {
      const script = [
        'id -u',
        'echo home > $HOME/f && cat $HOME/f',
        'cat /in/in.txt; echo',
        'touch /in/x 2>/dev/null || echo read-only mount',
        'touch /x 2>/dev/null || echo read-only root',
        'echo $GREETING',
        'pwd; echo kept > kept.txt; ls -ld /workspace | cut -c1-10',
        'grep CapEff /proc/self/status',
        'grep NoNewPrivs /proc/self/status',
      ].join('\n')
      const { stdout, end, containerId } = await runToEnd(
        engine,
        spec(script, {
          user: '1000:1000',
          env: { HOME: '/home/oven', GREETING: 'two words = "one" value' },
          workingDir: '/workspace',
          mounts: [
            { kind: 'bind', source: folder, target: '/in', readOnly: true },
            { kind: 'volume', source: volume, target: '/workspace', readOnly: false, labels },
          ],
          tmpfs: { '/home/oven': 'size=1m,uid=1000,gid=1000,mode=0700' },
        }),
      )
      expect(stdout.split('\n')).toEqual([
        '1000',
        'home',
        'from the host',
        'read-only mount',
        'read-only root',
        'two words = "one" value',
        '/workspace',
        'drwxr-xr-x',
        expect.stringMatching(/^CapEff:\t0+$/),
        'NoNewPrivs:\t1',
        '',
      ])
      expect(end).toMatchObject({ exitCode: 0 })
      expect(await engine.listVolumes(labels)).toContain(volume)
      expect(await engine.readFiles(containerId, '/workspace', { maxBytes: 1000 })).toEqual([
        { path: 'kept.txt', bytes: Buffer.from('kept\n') },
      ])
      await engine.removeContainer(containerId)
      await engine.removeVolume(volume)
      await engine.removeVolume(volume)
      expect(await engine.listVolumes(labels)).not.toContain(volume)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a missing image, mount, command or a second name is told as such', async () => {
    await expect(
      engine.createContainer(spec('true', { image: 'agent-oven-test/none:1' })),
    ).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('agent-oven-test/none:1'),
    })
    const missing: Parameters<typeof spec>[1] = {
      mounts: [{ kind: 'bind', source: '/no/such/folder', target: '/in', readOnly: true }],
    }
    await expect(engine.createContainer(spec('true', missing))).rejects.toMatchObject({
      code: 'mount-missing',
      message: expect.stringContaining('/no/such/folder'),
    })
    const first = spec('true')
    await engine.createContainer(first)
    await expect(engine.createContainer(first)).rejects.toMatchObject({
      code: 'engine-refused',
      kind: 'CONFLICT',
    })
    const { containerId } = await engine.createContainer(
      spec('', { command: ['/no/such/program'], init: false }),
    )
    await expect(
      engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } }),
    ).rejects.toMatchObject({ code: 'engine-refused', message: expect.stringContaining('/no/such/program') })
  })
})

describe('finding and removing', () => {
  test('containers are found by their labels, with their states', async () => {
    const mark = { ...labels, 'agent-oven.run': 'r-1' }
    const made = await engine.createContainer(spec('exit 5', { labels: mark }))
    const { containerId } = await runToEnd(engine, spec('exit 5', { labels: mark }))
    const found = await engine.listContainers({ 'agent-oven.run': 'r-1', ...labels })
    expect(found.map((state) => [state.containerId, state.status, state.exitCode]).sort()).toEqual(
      [
        [made.containerId, 'created', null],
        [containerId, 'exited', 5],
      ].sort(),
    )
    expect(found.find((state) => state.status === 'created')?.startedAt).toBeNull()
    expect(found[0]?.labels).toMatchObject(mark)
  })

  test('a running container is removed with its anonymous volumes, verified, and again without error', async () => {
    const { containerId } = await engine.createContainer(spec('echo up; sleep 60'))
    const live = await engine.startContainer(containerId, { stdin: null, sink: { write: () => {} } })
    await Promise.all([engine.removeContainer(containerId), engine.removeContainer(containerId)])
    expect(await engine.inspectContainer(containerId)).toBeNull()
    await engine.removeContainer(containerId)
    expect((await live.ended).kind).toMatch(/gone|exited/)
  })

  test('calls about a missing container name it', async () => {
    await expect(
      engine.startContainer('0123456789ab', { stdin: null, sink: { write: () => {} } }),
    ).rejects.toMatchObject({ code: 'container-missing' })
    await expect(
      engine.resumeContainer('0123456789ab', {
        received: { stdout: 0, stderr: 0 },
        sink: { write: () => {} },
      }),
    ).rejects.toMatchObject({ code: 'container-missing' })
    await expect(engine.readFiles('0123456789ab', '/etc', { maxBytes: 10 })).rejects.toMatchObject({
      code: 'container-missing',
    })
  })
})

describe('files of a stopped container', () => {
  test('come relative to the path, bounded, without links and folders', async () => {
    const script =
      'mkdir -p a/b; echo one > a/1.txt; head -c 5000 /dev/zero > a/big; echo two > a/b/2.txt; ln -s 1.txt a/link'
    const { containerId } = await runToEnd(
      engine,
      spec(script, {
        workingDir: '/workspace',
        user: '1000',
        mounts: [
          { kind: 'volume', source: `${spec('').name}-v`, target: '/workspace', readOnly: false, labels },
        ],
      }),
    )
    const read = async (path: string, maxBytes: number) =>
      (await engine.readFiles(containerId, path, { maxBytes }))
        .map((file) => [file.path, file.bytes.length])
        .sort()
    expect(await read('/workspace/a', 1_000_000)).toEqual([
      ['1.txt', 4],
      ['b/2.txt', 4],
      ['big', 5000],
    ])
    expect(await read('/workspace/a', 100)).toEqual([
      ['1.txt', 4],
      ['b/2.txt', 4],
    ])
    expect(await read('/workspace/a/1.txt', 100)).toEqual([['1.txt', 4]])
    expect(await read('/workspace/none', 100)).toEqual([])
  })
})
