import { describe, expect, test } from 'vitest'
import { DockerJob, JobInput } from '../../../contract/index.ts'
import { isRoot } from '../../../core/cage/image-user.ts'
import type { ContainerMount } from '../../../core/ports/engine.ts'
import { dockerContainer } from '../../../core/runs/container/run-container.ts'

const base = { id: 'a', type: 'docker', image: 'alpine', schedule: { type: 'manual' } }
const request = {
  run: { id: 'r1', jobId: 'a', number: 7 },
  installId: 'inst',
  imageId: 'sha256:1',
  imageUser: null as string | null,
  limits: { timeoutSeconds: 60, memoryBytes: 1024 ** 3, cpus: 1 },
  timezone: 'UTC',
}

function specOf(
  job: object = {},
  more: { imageUser?: string; mounts?: ContainerMount[]; scratch?: string } = {},
) {
  const whole = DockerJob.parse({ ...base, name: 'a', enabled: true, command: ['true'], ...job })
  return dockerContainer(
    whole,
    { ...request, imageUser: more.imageUser ?? null } as unknown as Parameters<typeof dockerContainer>[1],
    more.mounts ?? [],
    more.scratch ?? null,
  )
}

describe('the container of a docker job', () => {
  test('is held by everything unless it says otherwise', () => {
    expect(specOf()).toMatchObject({
      user: '1000:1000',
      readOnlyRoot: true,
      dropCapabilities: true,
      addCapabilities: [],
      noNewPrivileges: true,
      init: true,
      pidsLimit: 512,
      memoryBytes: 1024 ** 3,
      cpus: 1,
      env: { HOME: '/home/oven-job' },
    })
    expect(Object.keys(specOf().tmpfs).sort()).toEqual(['/home/oven-job', '/run', '/tmp', '/var/tmp'])
  })

  test('keeps a user of the image that is not root, and with "root-user" the image\'s own', () => {
    expect(specOf({}, { imageUser: 'node' }).user).toBeUndefined()
    expect(specOf({}, { imageUser: '33' }).user).toBeUndefined()
    expect(specOf({}, { imageUser: '0:0' }).user).toBe('1000:1000')
    expect(specOf({ relax: ['root-user'] }).user).toBeUndefined()
  })

  test('does without single items by their names, and keeps the others', () => {
    expect(specOf({ relax: ['writable-root'] })).toMatchObject({ readOnlyRoot: false, user: '1000:1000' })
    const spec = specOf({ relax: ['root-user', 'capability:CHOWN', 'capability:SETUID'] })
    expect(spec).toMatchObject({
      readOnlyRoot: true,
      addCapabilities: ['CHOWN', 'SETUID'],
      dropCapabilities: true,
    })
    expect(spec).toMatchObject({ noNewPrivileges: true, pidsLimit: 512 })
  })

  test('has its own folders where the job mounts nothing itself', () => {
    const mount: ContainerMount = { kind: 'bind', source: '/srv', target: '/tmp/', readOnly: false }
    const spec = specOf({}, { mounts: [mount], scratch: '/workdir' })
    expect(Object.keys(spec.tmpfs)).not.toContain('/tmp')
    expect(spec.mounts).toEqual([
      mount,
      { kind: 'volume', source: 'oven-inst-r1', target: '/workdir', readOnly: false },
    ])
    const taken: ContainerMount = { ...mount, target: '/workdir' }
    expect(specOf({}, { mounts: [taken], scratch: '/workdir' }).mounts).toEqual([taken])
  })

  test("leaves the job's own HOME alone", () => {
    expect(specOf({ env: { HOME: '/data' } })).toMatchObject({ env: { HOME: '/data' } })
  })
})

test.each(['', 'root', 'root:root', '0', '0:0', '00', '+0', '-0', ':5', null, undefined])(
  '"%s" is root',
  (user) => expect(isRoot(user)).toBe(true),
)
test.each(['node', '1000', '1:0', 'rooty', '10'])('"%s" is not root by its name', (user) =>
  expect(isRoot(user)).toBe(false),
)

test.each([
  ['all'],
  ['privileged'],
  ['no-new-privileges'],
  ['capability:SYS_ADMIN'],
  ['capability:NET_ADMIN'],
  ['capability:SYS_PTRACE'],
  ['capability:ALL'],
  ['capability:chown'],
  ['pids'],
])('nothing is relaxed by "%s"', (item) => {
  const answer = JobInput.safeParse({ ...base, relax: ['root-user', item] })
  expect(answer.success).toBe(false)
  expect(answer.error?.issues[0]?.message).toContain('must be "root-user", "writable-root" or "capability:"')
})

test('a capability without root is refused, since it would do nothing', () => {
  const answer = JobInput.safeParse({ ...base, relax: ['capability:CHOWN'] })
  expect(answer.error?.issues[0]?.message).toContain('must also hold "root-user"')
})

test('a pipeline relaxes nothing', () => {
  const pipeline = { id: 'p', type: 'agent-pipeline', source: { repo: '/srv/repo' }, pipeline: 'x' }
  const job = { ...pipeline, schedule: { type: 'manual' } }
  expect(JobInput.safeParse(job).success).toBe(true)
  expect(JobInput.safeParse({ ...job, relax: ['root-user'] }).success).toBe(false)
})
