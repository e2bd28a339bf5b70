import { createHash } from 'node:crypto'

type Fields = Record<string, unknown>

/** An event as GitHub would have sent it to a webhook (https://docs.github.com/webhooks/webhook-events-and-payloads). */
export interface StandInEvent {
  name: string
  payload: Fields
}

/**
 * One repository of the stand-in. What is done in it shows in its lists, and is answered as the event that a webhook would
 * have been sent. Instants are whole seconds, as GitHub's are.
 */
export function createRepository(fullName: string, options: { now: () => number; isPrivate?: boolean }) {
  const at = () => new Date(options.now()).toISOString().replace(/\.\d+Z$/, 'Z')
  const user = (login: string) => ({ login, id: login.length, type: 'User' })
  const [owner, name] = fullName.split('/') as [string, string]
  let lastId = 1000
  const nextId = () => {
    lastId += 1
    return lastId
  }
  const repository = {
    id: 1,
    name,
    full_name: fullName,
    private: options.isPrivate ?? false,
    owner: user(owner),
    default_branch: 'main',
    html_url: `https://github.com/${fullName}`,
  }
  const tips = new Map<string, string>()
  const lists = {
    issues: [] as Fields[],
    comments: [] as Fields[],
    events: [] as Fields[],
    pulls: [] as Fields[],
    releases: [] as Fields[],
    runs: [] as Fields[],
    activity: [] as Fields[],
    statuses: [] as Fields[],
  }
  /** By pull request's number, or by `base...head`. */
  const files = new Map<string, string[]>()
  /** What each may do; who is not named may read a public repository. */
  const permissions = new Map<string, string>()

  const event = (kind: string, by: string, payload: Fields): StandInEvent => ({
    name: kind,
    payload: structuredClone({ ...payload, repository, sender: user(by) }),
  })
  const issue = (number: number) => {
    const found = lists.issues.find((each) => each.number === number)
    if (!found) throw new Error(`The stand-in has no issue ${number}.`)
    return found
  }
  const pull = (number: number) => lists.pulls.find((each) => each.number === number)

  /** What happened to an issue or pull request, in its list of events and as a webhook. */
  function happen(number: number, action: string, by: string, about: Fields): StandInEvent {
    const subject = issue(number)
    subject.updated_at = at()
    const request = pull(number)
    if (request) {
      const { state, labels, assignees, updated_at, draft } = subject
      Object.assign(request, { state, labels, assignees, updated_at, ...(draft !== undefined && { draft }) })
    }
    const kind = request ? 'pull_request' : 'issues'
    lists.events.unshift({ id: nextId(), event: action, actor: user(by), created_at: at(), ...about, number })
    return event(kind, by, {
      action,
      number,
      [request ? 'pull_request' : 'issue']: request ?? subject,
      ...about,
    })
  }

  function addIssue(by: string, about: Fields): Fields {
    const added = {
      id: nextId(),
      number: lists.issues.length + 1,
      title: 'An issue',
      body: null,
      state: 'open',
      user: user(by),
      labels: [],
      assignees: [],
      created_at: at(),
      updated_at: at(),
      ...about,
    }
    lists.issues.unshift(added)
    return added
  }

  return {
    fullName,
    isPrivate: repository.private,
    details: repository,
    lists,
    files,
    permissions,
    openIssue(by: string, about: { title?: string; body?: string } = {}): StandInEvent & { number: number } {
      const added = addIssue(by, about)
      return { ...event('issues', by, { action: 'opened', issue: added }), number: added.number as number }
    },
    label(number: number, label: string, by: string): StandInEvent {
      const subject = issue(number)
      subject.labels = [...(subject.labels as Fields[]), { name: label }]
      return happen(number, 'labeled', by, { label: { name: label } })
    },
    unlabel(number: number, label: string, by: string): StandInEvent {
      const subject = issue(number)
      subject.labels = (subject.labels as Fields[]).filter((each) => each.name !== label)
      return happen(number, 'unlabeled', by, { label: { name: label } })
    },
    assign(number: number, login: string, by: string): StandInEvent {
      const subject = issue(number)
      subject.assignees = [...(subject.assignees as Fields[]), user(login)]
      return happen(number, 'assigned', by, { assignee: user(login), assigner: user(by) })
    },
    close(number: number, by: string): StandInEvent {
      issue(number).state = 'closed'
      return happen(number, 'closed', by, {})
    },
    reopen(number: number, by: string): StandInEvent {
      issue(number).state = 'open'
      return happen(number, 'reopened', by, {})
    },
    comment(number: number, body: string, by: string): StandInEvent & { id: number } {
      const comment = {
        id: nextId(),
        body,
        user: user(by),
        issue_url: `https://api.github.com/repos/${fullName}/issues/${number}`,
        html_url: `https://github.com/${fullName}/issues/${number}#issuecomment-${lastId}`,
        created_at: at(),
        updated_at: at(),
      }
      lists.comments.unshift(comment)
      issue(number).updated_at = at()
      return {
        ...event('issue_comment', by, { action: 'created', issue: issue(number), comment }),
        id: comment.id,
      }
    },
    openPull(by: string, about: { base?: string; head?: string; sha?: string; files?: string[] } = {}) {
      const {
        number,
        title,
        user: author,
        created_at,
      } = addIssue(by, { title: 'A pull request', draft: false })
      issue(number as number).pull_request = {
        url: `https://api.github.com/repos/${fullName}/pulls/${number}`,
      }
      const request = {
        id: nextId(),
        number,
        title,
        body: null,
        state: 'open',
        draft: false,
        merged_at: null,
        user: author,
        labels: [],
        assignees: [],
        base: { ref: about.base ?? 'main', sha: shaOf('main'), repo: { full_name: fullName } },
        head: {
          ref: about.head ?? `branch-${number}`,
          sha: about.sha ?? shaOf(`${number}`),
          repo: { full_name: fullName },
        },
        created_at,
        updated_at: created_at,
      }
      lists.pulls.unshift(request)
      files.set(String(number), about.files ?? [])
      const opened = event('pull_request', by, { action: 'opened', number, pull_request: request })
      return { ...opened, number: number as number }
    },
    /** New commits on a pull request's branch. */
    synchronize(number: number, sha: string, by: string): StandInEvent {
      const request = pull(number)!
      const before = (request.head as Fields).sha
      request.head = { ...(request.head as Fields), sha }
      request.updated_at = issue(number).updated_at = at()
      return event('pull_request', by, {
        action: 'synchronize',
        number,
        before,
        after: sha,
        pull_request: request,
      })
    },
    push(branch: string, by: string, about: { after?: string; files?: string[] } = {}): StandInEvent {
      const before = tips.get(branch) ?? '0'.repeat(40)
      const after = about.after ?? shaOf(`${branch}${before}`)
      tips.set(branch, after)
      const ref = `refs/heads/${branch}`
      const created = /^0+$/.test(before)
      files.set(`${before}...${after}`, about.files ?? [])
      lists.activity.unshift({
        id: nextId(),
        before,
        after,
        ref,
        timestamp: at(),
        activity_type: created ? 'branch_creation' : 'push',
        actor: user(by),
      })
      const commits = [{ id: after, added: [], modified: about.files ?? [], removed: [] }]
      return event('push', by, { ref, before, after, created, deleted: false, forced: false, commits })
    },
    release(tag: string, by: string, about: { prerelease?: boolean; branch?: string } = {}): StandInEvent {
      const release = {
        id: nextId(),
        tag_name: tag,
        target_commitish: about.branch ?? 'main',
        draft: false,
        prerelease: about.prerelease ?? false,
        author: user(by),
        created_at: at(),
        published_at: at(),
      }
      lists.releases.unshift(release)
      return event('release', by, { action: 'published', release })
    },
    completeRun(
      by: string,
      about: { branch?: string; conclusion?: string; name?: string } = {},
    ): StandInEvent {
      const run = {
        id: nextId(),
        name: about.name ?? 'CI',
        head_branch: about.branch ?? 'main',
        head_sha: shaOf(`run${lastId}`),
        run_attempt: 1,
        event: 'push',
        status: 'completed',
        conclusion: about.conclusion ?? 'success',
        actor: user(by),
        triggering_actor: user(by),
        head_repository: { full_name: fullName, owner: user(owner) },
        created_at: at(),
        run_started_at: at(),
        updated_at: at(),
      }
      lists.runs.unshift(run)
      return event('workflow_run', by, { action: 'completed', workflow_run: run })
    },
    nextId,
    at,
    user,
  }
}
export type StandInRepository = ReturnType<typeof createRepository>

/** As git's are: forty digits. */
export const shaOf = (text: string): string => createHash('sha1').update(text).digest('hex')
