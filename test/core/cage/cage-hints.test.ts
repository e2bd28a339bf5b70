import { expect, test } from 'vitest'
import { DockerJob, type Egress } from '../../../contract/index.ts'
import { hintByCage } from '../../../core/cage/cage-hints.ts'

function hint(lastWords: string, job: object = {}, egress: Egress | null = null): string | null {
  const whole = DockerJob.parse({
    ...{ id: 'a', name: 'a', enabled: true, type: 'docker', image: 'a', command: [] },
    schedule: { type: 'manual' },
    ...job,
  })
  return hintByCage({ job: whole, lastWords, egress })
}

test.each([
  ["touch: cannot touch '/x': Read-only file system", 'writable-root'],
  ["npm ERR! EROFS: read-only file system, mkdir '/app'", 'writable-root'],
  ["chown: changing ownership of 'x': Operation not permitted", 'capability:CHOWN'],
  ['E: setgroups 0 failed - setgroups (1: Operation not permitted)', 'capability:'],
  ['mkdir: cannot create directory: Permission denied', 'root-user'],
  ['E: Could not open lock file - are you root?', 'root-user'],
  ["sh: can't fork: Resource temporarily unavailable", '512 processes'],
])('"%s" points at %s', (words, item) => expect(hint(words)).toContain(item))

test('what the job relaxes already is not proposed again', () => {
  expect(hint('Read-only file system', { relax: ['writable-root'] })).toBeNull()
  expect(hint('Permission denied', { relax: ['root-user'] })).toBeNull()
})

test('a name that cannot be resolved is put down to the network only where the cage closes it', () => {
  const words = 'curl: (6) Could not resolve host: example.com'
  expect(hint(words)).toBeNull()
  expect(hint(words, { network: 'none' })).toContain('"network" of the job is "none"')
  expect(hint(words, { network: 'allowlist' })).toContain('HTTPS_PROXY')
})

test('refused hosts are named with their reasons', () => {
  const refused = [
    { host: 'example.com', reason: 'not-listed', count: 3 },
    { host: 'inside.example', reason: 'closed-address', count: 1 },
  ]
  const told = hint('it failed', { network: 'allowlist' }, { enforced: true, allowed: [], refused })
  expect(told).toContain('refused example.com (not-listed), inside.example (closed-address)')
  expect(told).toContain('"allow" of the job')
})

test('an ordinary failure has no hint', () => expect(hint('3 tests failed')).toBeNull())
