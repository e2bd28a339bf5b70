import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GithubRule } from '../../../../contract/github-rule.ts'
import { factsOf } from '../../../../core/triggers/github/event-facts.ts'
import { matchGlob } from '../../../../core/triggers/github/match-glob.ts'
import { matchRule } from '../../../../core/triggers/github/match-rule.ts'

const sender = { login: 'Codertocat', id: 21031067, type: 'User' }
const repository = { full_name: 'Codertocat/Hello-World', default_branch: 'main' }
const issue = {
  number: 1,
  title: 'Spelling error in the README file',
  labels: [{ id: 1, name: 'bug', color: 'd73a4a', default: true }],
  assignees: [{ login: 'octocat', id: 1 }],
}

/** Events in the shapes that GitHub documents, cut down to what is read and some that is not. */
const events = {
  push: {
    ref: 'refs/heads/feature/oven',
    before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    created: false,
    deleted: false,
    commits: [
      { id: 'a', added: ['docs/new.md'], removed: [], modified: ['src/app/main.ts'] },
      { id: 'b', added: [], removed: ['old.txt'], modified: ['src/app/main.ts'] },
    ],
    repository,
    sender,
  },
  pull_request: {
    action: 'opened',
    number: 2,
    pull_request: { number: 2, head: { ref: 'changes' }, base: { ref: 'main' }, labels: [], assignees: [] },
    repository,
    sender,
  },
  issues: { action: 'opened', issue, repository, sender },
  issue_comment: {
    action: 'created',
    issue,
    comment: { id: 9, body: '/bake it\nand more', author_association: 'NONE' },
    repository,
    sender,
  },
  release: {
    action: 'published',
    release: { tag_name: '0.0.1', target_commitish: 'main' },
    repository,
    sender,
  },
  workflow_run: {
    action: 'completed',
    workflow_run: { name: 'CI', head_branch: 'main', conclusion: 'failure' },
    repository,
    sender,
  },
}

type Name = keyof typeof events

function match(event: Name, rule: Record<string, unknown> = {}, change: Record<string, unknown> = {}) {
  const facts = factsOf(event, { ...events[event], ...change })
  return facts === null ? null : matchRule(GithubRule.parse({ event, ...rule }), facts)
}

test.each(Object.keys(events) as Name[])(
  '%s: matches what begins something new, and no other event',
  (name) => {
    expect(match(name)).toBe('yes')
    for (const other of Object.keys(events) as Name[]) {
      const facts = factsOf(name, events[name])!
      expect(matchRule({ event: other }, facts)).toBe(other === name ? 'yes' : 'no')
    }
    if (name !== 'push') expect(match(name, {}, { action: 'deleted' })).toBe('no')
  },
)

test.each([
  ['pull_request', { action: ['closed'] }, { action: 'closed' }, 'yes'],
  ['pull_request', {}, { action: 'synchronize' }, 'yes'],
  ['pull_request', {}, { action: 'labeled' }, 'no'],
  ['pull_request', { branch: ['main'] }, {}, 'yes'],
  ['pull_request', { branch: ['changes'] }, {}, 'no'],
  ['push', { action: ['opened'] }, {}, 'no'],
  ['push', { branch: ['main', 'feature/*'] }, {}, 'yes'],
  ['push', { branch: ['feature'] }, {}, 'no'],
  ['push', { branch: ['*'] }, {}, 'no'],
  ['push', { path: ['src/**/*.ts'] }, {}, 'yes'],
  ['push', { path: ['**/main.ts', 'x'] }, {}, 'yes'],
  ['push', { path: ['old.txt'] }, {}, 'yes'],
  ['push', { path: ['*.ts'] }, {}, 'no'],
  ['issues', { label: ['BUG', 'other'] }, {}, 'yes'],
  ['issues', { label: ['other'] }, {}, 'no'],
  ['issues', { action: ['labeled'], label: ['oven'] }, { action: 'labeled', label: { name: 'Oven' } }, 'yes'],
  ['issues', { action: ['labeled'], label: ['bug'] }, { action: 'labeled', label: { name: 'Oven' } }, 'no'],
  ['issues', { assignee: ['Octocat'] }, {}, 'yes'],
  ['issues', { action: ['assigned'], assignee: ['octocat'] }, { action: 'assigned', assignee: sender }, 'no'],
  ['issues', { actor: ['codertocat'] }, {}, 'yes'],
  ['issues', { actor: ['octocat'] }, {}, 'no'],
  ['issues', { branch: ['**'] }, {}, 'no'],
  ['issues', { path: ['**'] }, {}, 'no'],
  ['issue_comment', { command: '/bake' }, {}, 'yes'],
  ['issue_comment', { command: '/ba' }, {}, 'no'],
  ['issue_comment', { command: '/bake' }, { comment: { body: '> /bake' } }, 'no'],
  ['issue_comment', { command: '/bake' }, { comment: { body: 'Please\n/bake' } }, 'no'],
  ['issue_comment', { command: '/bake' }, { comment: { body: null } }, 'no'],
  ['issues', { command: '/bake' }, {}, 'no'],
  ['release', { branch: ['main'] }, {}, 'yes'],
  ['workflow_run', { branch: ['mai?'] }, {}, 'yes'],
  ['workflow_run', { branch: ['main'] }, { workflow_run: { head_branch: null } }, 'no'],
] as const)('%s with the rule %j and %j: %s', (event, rule, change, answer) => {
  expect(match(event, rule, change)).toBe(answer)
})

test('a branch that was deleted, a tag and an unknown event begin nothing', () => {
  expect(match('push', {}, { deleted: true })).toBeNull()
  expect(match('push', {}, { ref: 'refs/tags/v1' })).toBeNull()
  expect(factsOf('star', { action: 'created' })).toBeNull()
})

test('asks for the files that an event does not tell, and only when all else holds', () => {
  const rule = { path: ['docs/**'] }
  expect(match('pull_request', rule)).toBe('ask-paths')
  expect(match('pull_request', { ...rule, branch: ['other'] })).toBe('no')
  expect(match('push', rule, { commits: [] })).toBe('ask-paths')
  const facts = { ...factsOf('pull_request', events.pull_request)!, paths: ['docs/a/b.md'] }
  expect(matchRule({ event: 'pull_request', ...rule }, facts)).toBe('yes')
})

test('reads anything without a fault', () => {
  const rule: GithubRule = { event: 'issues', label: ['bug'], assignee: ['me'], actor: ['me'], path: ['a'] }
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(events) as Name[])), fc.jsonValue(), (event, payload) => {
      const facts = factsOf(event, payload)
      if (facts !== null) expect(['yes', 'no', 'ask-paths']).toContain(matchRule({ ...rule, event }, facts))
    }),
  )
  for (const payload of [null, 'x', [], { sender: [], issue: 3, commits: {}, labels: 'x' }])
    expect(factsOf('issues', payload)).toMatchObject({ actor: null, labels: [], assignees: [] })
})

test('patterns mean what the same regular expression means', () => {
  const part = fc.stringMatching(/^[ab*?]{0,4}$/)
  const pattern = fc
    .array(fc.oneof(part, fc.constant('**')), { minLength: 1, maxLength: 4 })
    .map((all) => all.join('/'))
  const name = fc.stringMatching(/^[ab]{0,3}(\/[ab]{0,3}){0,3}$/)
  fc.assert(
    fc.property(pattern, name, (wanted, given) => {
      expect(matchGlob(wanted, given)).toBe(slowly(wanted.split('/'), given.split('/')))
    }),
    { numRuns: 2000 },
  )
})

function slowly([wanted, ...others]: string[], parts: string[]): boolean {
  if (wanted === undefined) return parts.length === 0
  if (wanted === '**')
    return parts.some((_, index) => slowly(others, parts.slice(index))) || slowly(others, [])
  const [first, ...rest] = parts
  const expression = new RegExp(`^${wanted.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`)
  return first !== undefined && expression.test(first) && slowly(others, rest)
}

test('a pattern made to be slow is not', () => {
  const begun = performance.now()
  expect(matchGlob(`${'*a'.repeat(120)}b`, 'a'.repeat(4000))).toBe(false)
  expect(matchGlob(`${'**/'.repeat(80)}x`, 'a/'.repeat(2000))).toBe(false)
  expect(performance.now() - begun).toBeLessThan(2000)
})
