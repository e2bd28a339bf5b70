import { describe, expect, test } from 'vitest'
import { parseJobInput } from '../../../core/jobs/check-job-input.ts'

const docker = { type: 'docker', id: 'backup', image: 'alpine:3.22', schedule: { type: 'manual' } }
const pipeline = (repo: string) => ({
  type: 'agent-pipeline',
  id: 'review',
  source: { repo },
  pipeline: 'nightly',
  schedule: { type: 'manual' },
})

function faultsOf(value: unknown): Record<string, string> {
  const result = parseJobInput(value, { timezone: 'UTC' })
  return 'job' in result
    ? {}
    : Object.fromEntries(result.fields.map(({ field, message }) => [field, message]))
}

describe('the repository', () => {
  const github = { on: [{ event: 'push' }] }

  test.each([
    'https://github.com/o/r.git',
    'https://github.com/o/r',
    'git@github.com:o/r.git',
    'ssh://git@ssh.github.com:443/o/r.git',
    'https://octo.ghe.com/o/r',
  ])('is that of the code: %s', (repo) => {
    expect(faultsOf({ ...pipeline(repo), github })).toEqual({})
  })

  test.each([
    'https://gitlab.com/o/r',
    '/srv/repo',
    'https://github.com.evil.example/o/r',
    'https://github.com/o',
  ])('has to be named where the code is elsewhere: %s', (repo) => {
    expect(faultsOf({ ...pipeline(repo), github })).toEqual({
      'github.repo':
        'The field "github.repo" must name the repository on GitHub, as "owner/name": the address in "source.repo" is not of GitHub.',
    })
    expect(faultsOf({ ...pipeline(repo), github: { ...github, repo: 'o/r' } })).toEqual({})
  })

  test('has to be named where there is no code', () => {
    expect(faultsOf({ ...docker, github })).toEqual({
      'github.repo':
        'The field "github.repo" must name the repository on GitHub, as "owner/name": a job without a repository of its own has none.',
    })
    expect(faultsOf({ ...docker, github: { ...github, repo: 'o/r' } })).toEqual({})
  })

  test('that is written wrongly is said to be, once', () => {
    expect(
      Object.keys(faultsOf({ ...docker, github: { ...github, repo: 'https://github.com/o/r' } })),
    ).toEqual(['github.repo'])
  })
})

describe('rules that nothing could meet', () => {
  test.each([
    [{ event: 'push', action: ['opened'] }, 'action'],
    [{ event: 'push', label: ['bug'] }, 'label'],
    [{ event: 'issues', branch: ['main'] }, 'branch'],
    [{ event: 'issues', path: ['src/**'] }, 'path'],
    [{ event: 'issues', command: '/bake' }, 'command'],
    [{ event: 'release', assignee: ['octocat'] }, 'assignee'],
    [{ event: 'workflow_run', path: ['src/**'] }, 'path'],
  ])('%j', (rule, field) => {
    const faults = faultsOf({ ...docker, github: { repo: 'o/r', on: [{ event: 'push' }, rule] } })
    expect(Object.keys(faults)).toEqual([`github.on.1.${field}`])
    expect(Object.values(faults)[0]).toContain(`must be left out for "${rule.event}"`)
  })

  test.each([
    { event: 'push', branch: ['main'], path: ['src/**'], actor: ['octocat'] },
    {
      event: 'pull_request',
      action: ['labeled'],
      branch: ['main'],
      label: ['bake'],
      assignee: ['o'],
      path: ['*'],
    },
    { event: 'issues', action: ['labeled'], label: ['bake'], assignee: ['o'] },
    { event: 'issue_comment', command: '/bake', label: ['bug'] },
    { event: 'release', branch: ['main'] },
    { event: 'workflow_run', branch: ['main'] },
  ])('what can be met is taken: %j', (rule) => {
    expect(faultsOf({ ...docker, github: { repo: 'o/r', on: [rule] } })).toEqual({})
  })
})
