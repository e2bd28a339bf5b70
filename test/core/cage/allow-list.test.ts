import { expect, test } from 'vitest'
import { AllowedHost, JobInput } from '../../../contract/index.ts'
import { allowListOf, BUILT_IN_ALLOW } from '../../../core/cage/allow-list.ts'
import { Config } from '../../../core/ports/config-store.ts'

const config = (network: object = {}) => Config.parse({ network })

test('without a word, agents, git hosts and registries are let through, and nothing else', () => {
  const names = allowListOf({}, config())
  expect(names).toEqual(BUILT_IN_ALLOW)
  for (const name of ['api.anthropic.com', 'github.com', 'registry.npmjs.org', 'pypi.org']) {
    expect(names).toContain(name)
  }
  for (const name of names) expect(AllowedHost.safeParse(name).success, name).toBe(true)
})

test("the settings' list takes the place of the built-in one, a job's that of the settings", () => {
  const own = config({ allow: ['only.example'] })
  expect(allowListOf({}, own)).toEqual(['only.example'])
  expect(allowListOf({ allow: ['job.example'] }, own)).toEqual(['job.example'])
  expect(allowListOf({ allow: [] }, own)).toEqual([])
})

test('"default" stands for the list that is replaced, each name once', () => {
  const more = config({ allow: ['default', 'More.Example', 'github.com'] })
  expect(allowListOf({}, more)).toEqual([...BUILT_IN_ALLOW, 'more.example'])
  expect(allowListOf({ allow: ['job.example', 'default'] }, config({ allow: ['a.example'] }))).toEqual([
    'job.example',
    'a.example',
  ])
})

test.each([
  '1.2.3.4',
  '127.1',
  '0x7f.1',
  '[::1]',
  '::1',
  '*.example.com',
  'https://a.b',
  'a.b/c',
  'a.b:22',
  'a b',
  '',
  '.',
])('"%s" cannot stand in a list', (entry) => {
  expect(AllowedHost.safeParse(entry).success).toBe(false)
  const job = { id: 'a', type: 'docker', image: 'a', schedule: { type: 'manual' } }
  expect(JobInput.safeParse({ ...job, network: 'allowlist', allow: [entry] }).success).toBe(false)
  expect(JobInput.safeParse({ ...job, network: 'allowlist', allow: ['a.b'] }).success).toBe(true)
})
