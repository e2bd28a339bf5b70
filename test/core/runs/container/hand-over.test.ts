import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContainerSpec } from '../../../../core/ports/engine.ts'
import { withSecrets } from '../../../../core/runs/container/hand-over.ts'

const spec = { command: null, env: {}, stdin: false } as unknown as ContainerSpec

function shells(): string[] {
  return ['dash', 'bash', 'busybox'].filter((name) => {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }) !== ''
    } catch {
      return false
    }
  })
}

/** Does what the container does: the wrapped command under a real shell, fed what the oven hands over. */
function run(
  shell: string,
  command: string[],
  secrets: Record<string, string>,
  cut?: (stdin: Buffer) => Buffer,
) {
  const wrapped = withSecrets({ ...spec, command }, {}, secrets)
  const applet = shell === 'busybox' ? ['sh'] : []
  // By this name bash is what `/bin/sh` is: it reads no file of its user's.
  return spawnSync(shell, [...applet, ...wrapped.spec.command!], {
    ...(shell === 'bash' && { argv0: 'sh' }),
    input: cut ? cut(wrapped.stdin) : wrapped.stdin,
    env: { PATH: process.env.PATH, __oven_kept: 'kept' },
    maxBuffer: 1e8,
  })
}

const printAll = ['sh', '-c', 'printf "%s\\001" "$A" "$B"; cat; env | grep -c -E "__oven_(text|line)"']

describe.each(shells())('secrets taken over by %s', (shell) => {
  test('whatever they hold, they arrive whole, and nothing else with them', () => {
    const value = fc.string({
      unit: fc.oneof(
        fc.constantFrom("'", '"', '\\', '\n', '$', '`', ' ', '#'),
        fc.string({ unit: 'grapheme', maxLength: 1, minLength: 1 }),
      ),
      minLength: 1,
      maxLength: 60,
    })
    const sane = value.map((text) => text.toWellFormed().replaceAll('\0', ''))
    fc.assert(
      fc.property(sane, sane, (A, B) => {
        const { stdout, status } = run(shell, printAll, { A, B })
        expect(stdout.toString()).toBe(`${A}\u0001${B}\u00010\n`)
        expect(status).toBe(1)
      }),
      { numRuns: 60 },
    )
  })

  test('64 KiB of them arrive in time', () => {
    const A = 'x'.repeat(32_767).concat('\n').repeat(2).slice(0, 65_536)
    expect(run(shell, ['sh', '-c', 'printf %s "$A" | wc -c'], { A }).stdout.toString().trim()).toBe('65536')
  })

  test('cut off anywhere, nothing is run', () => {
    const whole = withSecrets({ ...spec, command: ['true'] }, {}, { A: "one 'two'\nthree" }).stdin
    for (let length = 0; length < whole.length; length += 1) {
      const { stdout, stderr, status } = run(shell, ['echo', 'ran'], { A: "one 'two'\nthree" }, (all) =>
        all.subarray(0, length),
      )
      expect({ length, status, stdout: stdout.toString() }).toEqual({ length, status: 78, stdout: '' })
      expect(stderr.toString()).toMatch(/^agent-oven: The secrets of this job did not arrive/)
    }
  })

  test('the command’s own exit code is the container’s', () => {
    expect(run(shell, ['sh', '-c', 'exit 41'], { A: 'a secret' }).status).toBe(41)
  })
})

describe('withSecrets', () => {
  test('runs the image’s entrypoint with the job’s command, else with the image’s own', () => {
    const image = { entrypoint: ['/start', 'it'], command: ['by', 'default'] }
    const words = (command: string[] | null) => withSecrets({ ...spec, command }, image, { A: 'b' }).spec
    expect(words(['job']).command!.slice(3)).toEqual(['/start', 'it', 'job'])
    expect(words(null).command!.slice(3)).toEqual(['/start', 'it', 'by', 'default'])
    expect(words(null)).toMatchObject({ entrypoint: ['/bin/sh'], stdin: true })
  })

  test('keeps every value out of the container’s description', () => {
    const { spec: described } = withSecrets({ ...spec, command: ['x'] }, {}, { A: 'hunter2hunter2' })
    expect(JSON.stringify(described)).not.toContain('hunter2')
  })

  test('refuses what has nothing to run', () => {
    expect(() => withSecrets(spec, {}, { A: 'b' })).toThrow('Neither the job nor its image says what to run.')
  })
})
