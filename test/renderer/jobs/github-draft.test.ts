import { describe, expect, test } from 'vitest'
import { GithubEvent, GithubTrigger } from '../../../contract/index.ts'
import { checkDraft } from '../../../renderer/jobs/form/check-draft.ts'
import {
  actionsOfEvent,
  emptyGithub,
  emptyRule,
  githubRepoOf,
  partsOfEvent,
  readGithub,
  shownParts,
  withEvent,
  writeGithub,
} from '../../../renderer/jobs/form/github-draft.ts'
import { emptyDraft } from '../../../renderer/jobs/form/job-draft.ts'
import { placeErrors } from '../../../renderer/jobs/form/place-errors.ts'
import { readWords, writeWords } from '../../../renderer/jobs/form/word-list.ts'
import { writeJob } from '../../../renderer/jobs/form/write-job.ts'

describe('lists in one line', () => {
  test.each([[['a', 'b c']], [['good first issue, really', 'b']], [['say "no"', ' ', '"']], [[]]])(
    'come back as they were: %j',
    (words) => {
      expect(readWords(writeWords(words))).toEqual(words)
    },
  )

  test('are read as people write them', () => {
    expect(readWords(' main,release/* ,, ')).toEqual(['main', 'release/*'])
    expect(writeWords(['main', 'release/*'])).toBe('main, release/*')
  })
})

describe('what on GitHub begins a job', () => {
  test('is unchanged by the form, whatever it says', () => {
    const github = GithubTrigger.parse({
      repo: 'acme/shop',
      on: [
        {
          event: 'pull_request',
          action: ['opened', 'enqueued'],
          branch: ['main', 'release/**'],
          path: ['a,b'],
        },
        { event: 'push', label: ['makes no sense'], command: '/bake' },
        { event: 'issue_comment' },
      ],
      by: 'anyone',
      poll: false,
      report: ['status'],
    })
    expect(writeGithub(readGithub(github))).toEqual(github)
    const bare = GithubTrigger.parse({ on: [{ event: 'push' }] })
    expect(writeGithub(readGithub(bare))).toEqual(bare)
  })

  test('is nothing without a rule', () => {
    expect(writeGithub({ ...emptyGithub, repo: 'acme/shop', by: 'anyone' })).toEqual({})
  })

  test.each([
    { on: {} },
    { on: [{ event: 'star' }] },
    { on: [], more: 1 },
    { on: [{ event: 'push', tag: ['v1'] }] },
  ])('of another shape is left to the JSON view: %j', (github) => {
    expect(() => readGithub(github as never)).toThrow(TypeError)
  })

  test('every event has its own parts and actions, all of them the contract’s', () => {
    for (const event of GithubEvent.options) {
      const rule = { ...emptyRule, event }
      expect(shownParts(rule)).toEqual(partsOfEvent[event])
      const filled = Object.fromEntries(partsOfEvent[event].map((part) => [part, '/x']))
      const action = actionsOfEvent[event].map(([name]) => name)
      const written = writeGithub({ ...emptyGithub, on: [{ ...rule, ...filled, action }] })
      expect(GithubTrigger.safeParse(written).error).toBeUndefined()
    }
  })

  test('what makes no sense for its event is shown where it was written, and goes with the event', () => {
    const rule = { ...emptyRule, event: 'push' as const, label: 'bug', path: 'src/**', branch: 'main' }
    expect(shownParts(rule)).toEqual(['branch', 'path', 'actor', 'label'])
    expect(withEvent(rule, 'release')).toEqual({ ...emptyRule, event: 'release', branch: 'main' })
    const opened = { ...emptyRule, action: ['opened', 'edited'] }
    expect(withEvent(opened, 'pull_request').action).toEqual(['opened'])
  })
})

test.each([
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['ssh://git@github.com/acme/my.shop', 'acme/my.shop'],
  ['https://acme.ghe.com/team/shop', 'team/shop'],
  ['https://git.example.com/acme/shop', null],
  ['/srv/shop', null],
  ['', null],
])('the repository of %s is %s', (address, repo) => {
  expect(githubRepoOf(address)).toBe(repo)
})

describe('faults', () => {
  const faultsOf = (github: Partial<typeof emptyGithub>, repo = 'git@github.com:acme/shop.git') => {
    const draft = { ...emptyDraft('agent-pipeline'), id: 'a', pipeline: 'review' }
    const written = writeJob({
      ...draft,
      source: { ...draft.source, repo },
      github: { ...emptyGithub, on: [emptyRule], ...github },
    })
    return placeErrors(checkDraft(written, [])).byInput
  }

  test('stand at the very input', () => {
    expect(faultsOf({})).toEqual({})
    expect(faultsOf({ repo: 'shop' })).toEqual({ 'github.repo': 'Must be "owner/name".' })
    expect(
      faultsOf({ on: [emptyRule, { ...emptyRule, event: 'issue_comment', command: 'two words' }] }),
    ).toEqual({
      'github.on.1.command': 'Must be one word.',
    })
    expect(Object.keys(faultsOf({ on: [{ ...emptyRule, label: `ok, ${'x'.repeat(300)}` }] }))).toEqual([
      'github.on.0.label',
    ])
  })

  test('a job whose code is not on GitHub has to name the repository', () => {
    expect(faultsOf({}, '/srv/shop')).toEqual({ 'github.repo': 'Name the repository, as owner/name.' })
    expect(faultsOf({ repo: 'acme/shop' }, '/srv/shop')).toEqual({})
  })
})
