import { expect, test } from 'vitest'
import { ruleInWords } from '../../contract/github-rule-words.ts'

test('a rule that names nothing is what begins something new', () => {
  expect(ruleInWords({ event: 'push' })).toBe('When commits are pushed')
  expect(ruleInWords({ event: 'pull_request' })).toBe(
    'When a pull request is opened, is opened again or gets new commits',
  )
  expect(ruleInWords({ event: 'issues' })).toBe('When an issue is opened')
  expect(ruleInWords({ event: 'issue_comment' })).toBe('When somebody comments on an issue or a pull request')
  expect(ruleInWords({ event: 'release' })).toBe('When a release is published')
  expect(ruleInWords({ event: 'workflow_run' })).toBe('When a run of GitHub Actions is over')
})

test('labels and people stand in the action that is about them', () => {
  expect(ruleInWords({ event: 'issues', action: ['labeled'], label: ['bake'] })).toBe(
    'When an issue is labelled `bake`',
  )
  expect(ruleInWords({ event: 'issues', action: ['assigned'], assignee: ['oven-bot'] })).toBe(
    'When an issue is assigned to `@oven-bot`',
  )
  expect(ruleInWords({ event: 'pull_request', action: ['unlabeled'], label: ['hold', 'wip'] })).toBe(
    'When a pull request loses the label `hold` or `wip`',
  )
  expect(ruleInWords({ event: 'issues', action: ['labeled', 'assigned'], assignee: ['a'] })).toBe(
    'When an issue is labelled or is assigned to `@a`',
  )
})

test('in other actions they are what the thing has', () => {
  expect(ruleInWords({ event: 'issues', label: ['bug'], assignee: ['a', '@b', 'c'] })).toBe(
    'When an issue is opened, which is labelled `bug` and is assigned to `@a`, `@b` or `@c`',
  )
  expect(ruleInWords({ event: 'issue_comment', command: '/bake', label: ['ready'] })).toBe(
    'When somebody comments `/bake` on an issue or a pull request that is labelled `ready`',
  )
})

test('branches, files and who did it', () => {
  expect(ruleInWords({ event: 'push', branch: ['main', 'release/*'], path: ['src/**'], actor: ['a'] })).toBe(
    'When commits are pushed to `main` or `release/*` and a file `src/**` is changed, by `@a`',
  )
  expect(ruleInWords({ event: 'pull_request', action: ['closed'], branch: ['main'] })).toBe(
    'When a pull request is closed for `main`',
  )
  expect(ruleInWords({ event: 'workflow_run', branch: ['main'] })).toBe(
    'When a run of GitHub Actions is over on `main`',
  )
})

test('actions that have no words here are named', () => {
  expect(ruleInWords({ event: 'pull_request', action: ['enqueued'] })).toBe(
    'When a pull request gets the action `enqueued`',
  )
  expect(ruleInWords({ event: 'issue_comment', action: ['edited'], command: '/bake' })).toBe(
    'When a comment that begins with `/bake` is edited',
  )
})
