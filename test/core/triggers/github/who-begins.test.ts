import { describe, expect, test } from 'vitest'
import type { GithubPermission } from '../../../../core/ports/github-api.ts'
import { peopleOf } from '../../../../core/triggers/github/event-people.ts'
import { exampleOf, openGithubFixture, type Payload } from './github-fixture.ts'

const EVENTS = ['push', 'pull_request', 'issues', 'issue_comment', 'release', 'workflow_run'] as const
const any = EVENTS.map((event) => ({ event }))
const action = (event: string, action: string) => [{ event, action: [action] }]

/** What a stranger and a writer did between them. */
function pullRequest(
  action: string,
  { sender, author, isFork }: { sender: string; author: string; isFork: boolean },
) {
  const payload = exampleOf('pull_request', action)
  payload.sender.login = sender
  payload.pull_request.user.login = author
  payload.pull_request.head.repo.full_name = isFork ? `${author}/Hello-World` : payload.repository.full_name
  return payload
}

async function comesOf(
  name: string,
  payload: Payload,
  permissions: Record<string, GithubPermission>,
  on: unknown[] = any,
): Promise<string> {
  const { addJob, github, tell, runsOf, deliveries } = openGithubFixture()
  addJob({ on, by: 'writers', repo: payload.repository.full_name })
  for (const [login, permission] of Object.entries(permissions)) {
    github.permissions.set(login.toLowerCase(), permission)
  }
  await tell(name, payload)
  expect(runsOf().length + deliveries().filter(({ outcome }) => outcome === 'refused').length).toBe(1)
  return runsOf().length === 1 ? 'run' : deliveries()[0]!.error!.code
}

const PEOPLE = {
  stranger: 'read',
  triager: 'triage',
  nobody: 'none',
  writer: 'write',
  chief: 'maintain',
  owner: 'admin',
} as const

describe('at what one person does', () => {
  test.each([
    ['stranger', 'github-not-permitted'],
    ['triager', 'github-not-permitted'],
    ['nobody', 'github-not-permitted'],
    ['writer', 'run'],
    ['chief', 'run'],
    ['owner', 'run'],
  ])('an issue opened by the %s: %s', async (login, outcome) => {
    const payload = exampleOf('issues', 'opened')
    payload.sender.login = login
    expect(await comesOf('issues', payload, PEOPLE)).toBe(outcome)
  })

  test('nobody is asked about what only writers can do', async () => {
    for (const event of ['push', 'release'] as const) {
      const payload = exampleOf(event, event === 'release' ? 'published' : null)
      if (event === 'push') Object.assign(payload, { ref: 'refs/heads/main', deleted: false })
      expect(await comesOf(event, payload, {})).toBe('run')
    }
  })

  test('nobody is asked about anything where anyone may', async () => {
    const { addJob, github, tell, runsOf } = openGithubFixture()
    addJob({ on: any, by: 'anyone' })
    await tell('issues', exampleOf('issues', 'opened'))
    expect(runsOf()).toHaveLength(1)
    expect(github.asked).toEqual([])
  })

  test('who is not named may nothing, and GitHub is not asked about nobody', async () => {
    const payload = exampleOf('issues', 'opened')
    payload.sender = null
    expect(await comesOf('issues', payload, { '': 'admin' })).toBe('github-not-permitted')
  })
})

describe('pull requests', () => {
  const roles = { stranger: 'read', writer: 'write', other: 'admin' } as const
  test.each([
    // The code is the stranger's: that a writer opened it anew makes it no better known.
    ['opened', 'stranger', 'stranger', true, 'github-not-permitted'],
    ['synchronize', 'stranger', 'stranger', true, 'github-not-permitted'],
    ['reopened', 'writer', 'stranger', true, 'github-not-permitted'],
    ['ready_for_review', 'writer', 'stranger', true, 'github-not-permitted'],
    ['synchronize', 'writer', 'stranger', true, 'github-not-permitted'],
    ['synchronize', 'stranger', 'writer', true, 'github-not-permitted'],
    // A stranger may propose a branch that is there.
    ['opened', 'stranger', 'stranger', false, 'github-not-permitted'],
    // A label is a writer's word for just this.
    ['labeled', 'writer', 'stranger', true, 'run'],
    ['assigned', 'writer', 'stranger', true, 'run'],
    ['labeled', 'stranger', 'stranger', true, 'github-not-permitted'],
    ['opened', 'writer', 'writer', true, 'run'],
    ['opened', 'writer', 'writer', false, 'run'],
    ['synchronize', 'other', 'writer', false, 'run'],
  ])('%s by the %s, of the %s (fork: %s): %s', async (did, sender, author, isFork, outcome) => {
    const payload = pullRequest(did, { sender, author, isFork })
    expect(await comesOf('pull_request', payload, roles, action('pull_request', did))).toBe(outcome)
  })

  test('of a fork that is gone is still of a fork', async () => {
    const payload = pullRequest('opened', { sender: 'writer', author: 'stranger', isFork: true })
    payload.pull_request.head.repo = null
    expect(await comesOf('pull_request', payload, roles)).toBe('github-not-permitted')
  })
})

describe('comments', () => {
  const roles = { stranger: 'read', writer: 'write' } as const
  test.each([
    ['created', 'stranger', 'stranger', 'github-not-permitted'],
    ['created', 'writer', 'writer', 'run'],
    // Of the stranger's words a writer changed some.
    ['edited', 'writer', 'stranger', 'github-not-permitted'],
    ['edited', 'stranger', 'writer', 'github-not-permitted'],
  ])('%s by the %s, of the %s: %s', async (did, sender, author, outcome) => {
    const payload = exampleOf('issue_comment', did)
    payload.sender.login = sender
    payload.comment.user.login = author
    expect(await comesOf('issue_comment', payload, roles, action('issue_comment', did))).toBe(outcome)
  })

  test('of a writer on a stranger’s pull request are a writer’s word', async () => {
    const payload = exampleOf('issue_comment', 'created')
    payload.issue.user.login = 'stranger'
    payload.sender.login = 'writer'
    payload.comment.user.login = 'writer'
    expect(await comesOf('issue_comment', payload, roles)).toBe('run')
  })
})

test('Actions that ran are their actor’s, and of a fork its owner’s too', () => {
  const payload = exampleOf('workflow_run', 'completed')
  const { full_name } = payload.repository
  payload.sender.login = 'Writer'
  payload.workflow_run.actor = { login: 'writer' }
  payload.workflow_run.triggering_actor = { login: 'stranger' }
  payload.workflow_run.head_repository = { full_name, owner: { login: 'owner' } }
  expect(peopleOf('workflow_run', payload)).toEqual(['writer', 'stranger'])
  payload.workflow_run.head_repository = { full_name: 'forker/repo', owner: { login: 'forker' } }
  expect(peopleOf('workflow_run', payload)).toEqual(['writer', 'stranger', 'forker'])
})

test('what was found out about writers holds for a minute; about others it is asked again', async () => {
  const { addJob, github, tell, clock } = openGithubFixture()
  addJob({ on: any, by: 'writers' })
  const issue = (number: number, login: string) => {
    const payload = exampleOf('issues', 'opened')
    payload.issue.number = number
    payload.sender.login = login
    return payload
  }
  github.permissions.set('writer', 'write')
  await tell('issues', issue(1, 'writer'))
  await tell('issues', issue(2, 'Writer'))
  expect(github.asked).toHaveLength(1)
  await clock.advance(61_000)
  await tell('issues', issue(3, 'writer'))
  expect(github.asked).toHaveLength(2)
  await tell('issues', issue(4, 'stranger'))
  await tell('issues', issue(5, 'stranger'))
  expect(github.asked).toHaveLength(4)
})
