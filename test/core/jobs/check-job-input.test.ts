import { describe, expect, test } from 'vitest'
import { OvenError } from '../../../core/errors.ts'
import { checkJobInput } from '../../../core/jobs/check-job-input.ts'

const nowMs = Date.parse('2026-06-01T12:00:00Z')
const docker = { type: 'docker', id: 'backup', image: 'alpine:3.22', schedule: { type: 'manual' } }
const pipeline = {
  type: 'agent-pipeline',
  id: 'review',
  source: { repo: 'https://github.com/o/r.git' },
  pipeline: 'nightly',
  schedule: { type: 'cron', cron: '0 2 * * *' },
}

function faultsOf(value: unknown, refusePast = true): Record<string, string> {
  try {
    checkJobInput(value, { timezone: 'Europe/Berlin', nowMs, refusePast })
  } catch (error) {
    if (!(error instanceof OvenError)) throw error
    expect([error.code, error.kind]).toEqual(['job-invalid', 'INPUT_INVALID'])
    return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]))
  }
  return {}
}

describe('a right job', () => {
  test('is answered as the oven keeps it', () => {
    expect(checkJobInput({ ...docker, command: `sh -c 'echo "a  b"'` }, { timezone: 'UTC', nowMs })).toEqual({
      ...docker,
      name: 'backup',
      enabled: true,
      command: ['sh', '-c', 'echo "a  b"'],
    })
    expect(checkJobInput(pipeline, { timezone: 'UTC', nowMs })).toEqual({
      ...pipeline,
      name: 'review',
      enabled: true,
      source: { ...pipeline.source, branch: 'main' },
    })
  })

  test('may fill every field', () => {
    const full = {
      ...pipeline,
      name: 'Nightly review',
      env: { LEVEL: 'high', EMPTY: '' },
      secrets: ['GITHUB_TOKEN'],
      schedule: {
        type: 'random-window',
        start: '22:00',
        end: '06:00',
        days: 'MON-FRI',
        timezone: 'Asia/Kolkata',
      },
      notifications: { onFailure: true, slack: 'https://hooks.example/x' },
      resources: { timeout: 3600, memory: '1.5g', cpus: 0.5 },
      network: 'allowlist',
      retry: { maxAttempts: 3, backoffSeconds: 0, onFailure: true },
      overlap: 'queue',
      catchUp: 'all',
      catchUpWithin: 3600,
      budget: { usd: 2.5, tokens: 100_000 },
      enabled: false,
      auth: 'api-key',
      image: 'registry.example:5000/team/Runner'.toLowerCase(),
      push: false,
    }
    expect(checkJobInput(full, { timezone: 'UTC', nowMs })).toMatchObject({
      name: 'Nightly review',
      enabled: false,
    })
  })
})

describe('a wrong field is named in a whole sentence', () => {
  test.each<[string, object, string, string]>([
    [
      'id',
      { id: '../../x' },
      'id',
      'The field "id" must be 1 to 64 letters, digits and hyphens, beginning and ending with a letter or digit.',
    ],
    ['a number for text', { name: 5 }, 'name', 'The field "name" must be text, not a number.'],
    [
      'text for a switch',
      { enabled: 'yes' },
      'enabled',
      'The field "enabled" must be true or false, not text.',
    ],
    [
      'null for an object',
      { resources: null },
      'resources',
      'The field "resources" must be an object, not null.',
    ],
    [
      'text for a schedule',
      { schedule: 'daily' },
      'schedule',
      'The field "schedule" must be an object, not text.',
    ],
    [
      'an unknown kind of schedule',
      { schedule: { type: 'daily' } },
      'schedule.type',
      'The field "schedule.type" must be "cron", "once", "random-window" or "manual".',
    ],
    ['no schedule', { schedule: undefined }, 'schedule', 'The field "schedule" is missing.'],
    ['no image', { image: undefined }, 'image', 'The field "image" is missing.'],
    [
      'a bad choice',
      { overlap: 'never' },
      'overlap',
      'The field "overlap" must be "skip", "queue" or "allow".',
    ],
    [
      'too many attempts',
      { retry: { maxAttempts: 11 } },
      'retry.maxAttempts',
      'The field "retry.maxAttempts" must be at most 10.',
    ],
    [
      'a fraction',
      { catchUpWithin: 0.5 },
      'catchUpWithin',
      'The field "catchUpWithin" must be a whole number.',
    ],
    [
      'a short timeout',
      { resources: { timeout: 0 } },
      'resources.timeout',
      'The field "resources.timeout" must be at least 1 second.',
    ],
    [
      'a size that is none',
      { resources: { memory: 'lots' } },
      'resources.memory',
      'The field "resources.memory" must be a size such as "512m" or "2g".',
    ],
    [
      'too little memory',
      { resources: { memory: '5m' } },
      'resources.memory',
      'The field "resources.memory" must be at least "6m", the least docker gives; "5m" is less.',
    ],
    [
      'a wrong variable name',
      { env: { '1X': 'a' } },
      'env.1X',
      'The field "env.1X" must be named with letters, digits and underscores, not beginning with a digit.',
    ],
    [
      'a wrong variable value',
      { env: { X: true } },
      'env.X',
      'The field "env.X" must be text, not true or false.',
    ],
    [
      'a NUL in a variable',
      { env: { X: 'a\0b' } },
      'env.X',
      'The field "env.X" must not hold a NUL character.',
    ],
    [
      'an open quote',
      { command: `echo "it's` },
      'command',
      'The field "command" must close every quote it opens, and must not end with a backslash.',
    ],
    [
      'a command of numbers',
      { command: [1] },
      'command',
      'The field "command" must be text, or a list of words.',
    ],
    [
      'a secret that cannot name a variable',
      { secrets: ['github-token'] },
      'secrets.0',
      'The field "secrets.0" must be named with letters, digits and underscores, not beginning with a digit.',
    ],
    [
      'a secret named twice',
      { secrets: ['TOKEN', 'TOKEN'] },
      'secrets.1',
      'The field "secrets.1" must not repeat "TOKEN".',
    ],
    [
      'a secret that "env" sets as well',
      { env: { TOKEN: 'x' }, secrets: ['TOKEN'] },
      'secrets.0',
      'The field "secrets.0" must not name "TOKEN", which "env" sets as well.',
    ],
    [
      'a misspelt field',
      { comand: 'ls' },
      'comand',
      'The field "comand" is not known; did you mean "command"?',
    ],
    [
      'a misspelt inner field',
      { resources: { mem: '1g' } },
      'resources.mem',
      'The field "resources.mem" is not known; did you mean "resources.memory"?',
    ],
    [
      'swapped letters',
      { schdeule: {} },
      'schdeule',
      'The field "schdeule" is not known; did you mean "schedule"?',
    ],
    [
      'another spelling',
      { catch_up: 'skip' },
      'catch_up',
      'The field "catch_up" is not known; did you mean "catchUp"?',
    ],
    ['a strange field', { zebra: 1 }, 'zebra', 'The field "zebra" is not known.'],
    [
      'a field of the other type',
      { pipeline: 'x' },
      'pipeline',
      'The field "pipeline" does not belong to a job of type "docker".',
    ],
    [
      'a field of the other schedule',
      { schedule: { type: 'manual', cron: '* * * * *' } },
      'schedule.cron',
      'The field "schedule.cron" is not known.',
    ],
  ])('%s', (_, change, field, message) => {
    expect(faultsOf({ ...docker, ...change })).toEqual({ [field]: message })
  })

  test.each<[string, object, string, RegExp]>([
    [
      'a pattern out of range',
      { type: 'cron', cron: '0 25 * * *' },
      'schedule.cron',
      /"25" cannot stand for the hour\.$/,
    ],
    [
      'a word for a pattern',
      { type: 'cron', cron: 'daily' },
      'schedule.cron',
      /"daily" has 1 field, not five/,
    ],
    [
      'an unknown nickname',
      { type: 'cron', cron: '@reboot' },
      'schedule.cron',
      /"@reboot" is not one of "@hourly"/,
    ],
    [
      'a day that never comes',
      { type: 'cron', cron: '0 0 30 2 *' },
      'schedule.cron',
      /must match a moment that comes; "0 0 30 2 \*" never does\.$/,
    ],
    [
      'a date for a pattern',
      { type: 'cron', cron: '2027-01-01T02:00' },
      'schedule.cron',
      /must be a cron expression/,
    ],
    ['a year', { type: 'cron', cron: '0 0 2 * * * 2030' }, 'schedule.cron', /has 7 fields/],
    [
      'a zone of another planet',
      { type: 'cron', cron: '0 2 * * *', timezone: 'Mars/Base' },
      'schedule.timezone',
      /IANA time zone such as "Europe\/Berlin"; "Mars\/Base" is not one\.$/,
    ],
    [
      'an offset for a zone',
      { type: 'cron', cron: '0 2 * * *', timezone: '+02:00' },
      'schedule.timezone',
      /IANA time zone/,
    ],
    [
      'a past date',
      { type: 'once', datetime: '2026-06-01T13:59' },
      'schedule.datetime',
      /must be in the future; "2026-06-01T13:59" is past\.$/,
    ],
    [
      '30 February',
      { type: 'once', datetime: '2027-02-30T02:00' },
      'schedule.datetime',
      /must be a date and time that exist/,
    ],
    [
      'an hour too many',
      { type: 'once', datetime: '2027-02-03T24:00' },
      'schedule.datetime',
      /must be a date and time that exist/,
    ],
    [
      'an empty window',
      { type: 'random-window', start: '02:00', end: '02:00' },
      'schedule.end',
      /must differ from "start"/,
    ],
    [
      'a loose time',
      { type: 'random-window', start: '2:00', end: '03:00' },
      'schedule.start',
      /must be a time of day/,
    ],
    [
      'no weekdays',
      { type: 'random-window', start: '02:00', end: '03:00', days: '1-9' },
      'schedule.days',
      /must name weekdays as cron does/,
    ],
  ])('%s', (_, schedule, field, message) => {
    const faults = faultsOf({ ...docker, schedule })
    expect(Object.keys(faults)).toEqual([field])
    expect(faults[field]).toMatch(message)
  })

  test('all faults are told at once, in the job, in its parts and in what they mean', () => {
    const faults = faultsOf({
      type: 'docker',
      id: 'a b',
      imgae: 'alpine',
      image: 'Alpine',
      schedule: { type: 'cron', cron: '61 * * * *' },
      command: "it's",
      resources: { memory: '1m', cpus: 0 },
      volumes: ['./x:/y', '/a:/b', '/c:/b/'],
    })
    expect(Object.keys(faults).sort()).toEqual(
      [
        'command',
        'id',
        'image',
        'imgae',
        'resources.cpus',
        'resources.memory',
        'schedule.cron',
        'volumes.0',
        'volumes.2',
      ].sort(),
    )
  })

  test('a job of no type is told its other faults too', () => {
    expect(
      Object.keys(faultsOf({ id: 'x', pipeline: '', schedule: { type: 'cron', cron: 'x' } })).sort(),
    ).toEqual(['pipeline', 'schedule.cron', 'source', 'type'])
    expect(faultsOf(null)).toEqual({ '': 'The job must be an object, not null.' })
    expect(faultsOf([])).toEqual({ '': 'The job must be an object, not a list.' })
  })

  test("none of the checker's own words are ever shown", () => {
    const junk = [
      undefined,
      null,
      0,
      -1,
      1.5,
      Number.NaN,
      '',
      'x',
      true,
      [],
      [[]],
      {},
      { a: 1 },
      Number.POSITIVE_INFINITY,
    ]
    for (const field of [
      'type',
      'id',
      'name',
      'env',
      'secrets',
      'schedule',
      'notifications',
      'resources',
      'network',
      'retry',
      'overlap',
      'catchUp',
      'catchUpWithin',
      'budget',
      'enabled',
      'image',
      'command',
      'volumes',
      'source',
      'pipeline',
      'auth',
      'push',
    ]) {
      for (const base of [docker, pipeline]) {
        for (const value of junk) {
          for (const message of Object.values(faultsOf({ ...base, [field]: value }))) {
            expect(message).toMatch(
              /^The (field "[^"]+"|job) (must|is missing|is not known|does not belong).*[.?]$/,
            )
            expect(message).not.toMatch(/Invalid|Too |expected|received|undefined|NaN|\[object/)
          }
        }
      }
    }
  })
})

describe('a one-time schedule', () => {
  const past = { ...docker, schedule: { type: 'once', datetime: '2026-01-01T00:00' } }

  test('that is past stays loadable, and can be kept disabled', () => {
    expect(faultsOf(past, false)).toEqual({})
    expect(faultsOf({ ...past, enabled: false })).toEqual({})
  })

  test('is past by the clocks of its zone', () => {
    const at = (datetime: string, timezone?: string) =>
      faultsOf({ ...docker, schedule: { type: 'once', datetime, timezone } })
    expect(at('2026-06-01T13:00', 'America/New_York')).toEqual({})
    expect(Object.keys(at('2026-06-01T13:00'))).toEqual(['schedule.datetime'])
  })
})

describe('volumes', () => {
  test.each([
    '/srv/data:/data',
    '/srv/data:/data:ro',
    '~/code:/code:rw',
    '~:/home',
    'cache:/var/cache',
    'a.b_c-1:/x',
    '/with space:/data',
  ])('%s is accepted', (volume) => expect(faultsOf({ ...docker, volumes: [volume] })).toEqual({}))
  test.each([
    'data',
    './data:/data',
    '/a:b',
    '/a:/b:rx',
    '/a:/b:ro:x',
    ':/b',
    '/a:/b/../c',
    '/a/../etc:/b',
    '-v:/b',
    '/a\n:/b',
    '~root/x:/b',
    '/a:/',
  ])('%j is refused', (volume) =>
    expect(Object.keys(faultsOf({ ...docker, volumes: [volume] }))).toEqual(['volumes.0']),
  )
})
