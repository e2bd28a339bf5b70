import type { StandInRequest } from './github-stand-in.ts'
import type { StandInRepository } from './github-stand-in-repository.ts'

type Fields = Record<string, unknown>

export interface StandInAnswer {
  status: number
  body?: unknown
  link?: string
}

interface World {
  repositories: ReadonlyMap<string, StandInRepository>
  /** Who asks; `null` for a stranger. */
  login: string | null
  apiUrl: string
}

const NOT_FOUND: StandInAnswer = { status: 404, body: { message: 'Not Found' } }

/** What GitHub answers, by method and path. Each function below names the page of its documentation by its order there. */
export function answerRequest(request: StandInRequest, world: World): StandInAnswer {
  const url = new URL(request.path, world.apiUrl)
  const [, owner, name, rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(url.pathname) ?? []
  const repository = world.repositories.get(`${owner}/${name}`.toLowerCase())
  const permission = repository ? permissionOf(repository, world.login) : 'none'
  if (!repository || permission === 'none') return NOT_FOUND
  const path = decodeURIComponent(rest)
  if (request.method !== 'GET') return write(request, path, { repository, permission, login: world.login })
  const { lists } = repository
  const page = (all: Fields[], body: (part: Fields[]) => unknown = (part) => part) =>
    paged(all, url, world.apiUrl, body)

  const number = Number(/\/(\d+)/.exec(path)?.[1])
  if (path === '') return { status: 200, body: repository.details }
  if (/^issues\/\d+$/.test(path)) return one(lists.issues, 'number', number)
  if (/^pulls\/\d+$/.test(path)) return one(lists.pulls, 'number', number)
  if (path === 'issues') return page(sorted(filterState(lists.issues, url), url))
  if (path === 'pulls') return page(sorted(filterState(lists.pulls, url), url))
  if (path === 'issues/comments') return page(sorted(lists.comments, url))
  if (path === 'issues/events') {
    const withIssue = ({ number: of, ...event }: Fields) => ({
      ...event,
      issue: lists.issues.find((issue) => issue.number === of),
    })
    return page(lists.events, (part) => part.map(withIssue))
  }
  if (path === 'releases') return page(lists.releases)
  if (path === 'activity') return page(lists.activity)
  if (path === 'actions/runs') {
    const status = url.searchParams.get('status')
    const runs = lists.runs.filter((run) => status === null || run.status === status)
    return page(runs, (part) => ({ total_count: runs.length, workflow_runs: part }))
  }
  if (/^pulls\/\d+\/files$/.test(path)) {
    const files = repository.files.get(String(number))
    return files ? page(files.map((filename) => ({ filename, status: 'modified' }))) : NOT_FOUND
  }
  const compared = /^compare\/(.+)$/.exec(path)?.[1]
  if (compared !== undefined) {
    const files = repository.files.get(compared)?.slice(0, 300)
    return files ? { status: 200, body: { files: files.map((filename) => ({ filename })) } } : NOT_FOUND
  }
  const asked = /^collaborators\/([^/]+)\/permission$/.exec(path)?.[1]
  if (asked !== undefined) {
    if (world.login === null) return { status: 401, body: { message: 'Requires authentication' } }
    const role = permissionOf(repository, asked)
    return {
      status: 200,
      body: { permission: LEGACY[role] ?? role, role_name: role, user: { login: asked } },
    }
  }
  return NOT_FOUND
}

/** The old names, which know no `maintain` and no `triage`. */
const LEGACY: Record<string, string> = { maintain: 'write', triage: 'read' }

/** The owner of the repository may do all; others what was said of them. */
function permissionOf(repository: StandInRepository, login: string | null): string {
  const usual = repository.isPrivate ? 'none' : 'read'
  if (login === null) return usual
  const said = [...repository.permissions].find(([name]) => name.toLowerCase() === login.toLowerCase())?.[1]
  return said ?? (login === 'oven-owner' || login === repository.details.owner.login ? 'admin' : usual)
}

function write(
  { method, body }: StandInRequest,
  path: string,
  {
    repository,
    permission,
    login,
  }: { repository: StandInRepository; permission: string; login: string | null },
): StandInAnswer {
  if (login === null) return { status: 401, body: { message: 'Requires authentication' } }
  const { lists } = repository
  const given = (body ?? {}) as Fields
  const canWrite = ['admin', 'maintain', 'write'].includes(permission)
  const number = /^issues\/(\d+)\/comments$/.exec(path)?.[1]
  if (method === 'POST' && number !== undefined) {
    if (!lists.issues.some((issue) => issue.number === Number(number))) return NOT_FOUND
    const { id } = repository.comment(Number(number), String(given.body), login)
    return { status: 201, body: lists.comments.find((comment) => comment.id === id) }
  }
  const id = /^issues\/comments\/(\d+)$/.exec(path)?.[1]
  if (id !== undefined && (method === 'PATCH' || method === 'DELETE')) {
    const comment = lists.comments.find((each) => each.id === Number(id))
    if (!comment) return NOT_FOUND
    if (!canWrite)
      return { status: 403, body: { message: 'Resource not accessible by personal access token' } }
    if (method === 'DELETE') {
      lists.comments.splice(lists.comments.indexOf(comment), 1)
      return { status: 204 }
    }
    Object.assign(comment, { body: given.body, updated_at: repository.at() })
    return { status: 200, body: comment }
  }
  const sha = /^statuses\/([0-9a-f]{40})$/.exec(path)?.[1]
  if (method === 'POST' && sha !== undefined) {
    if (!canWrite)
      return { status: 403, body: { message: 'Resource not accessible by personal access token' } }
    const description = String(given.description ?? '')
    const isKnown = ['pending', 'success', 'failure', 'error'].includes(String(given.state))
    if (!isKnown || description.length > 140) return { status: 422, body: { message: 'Validation Failed' } }
    const status = {
      id: repository.nextId(),
      sha,
      created_at: repository.at(),
      creator: repository.user(login),
      ...given,
    }
    lists.statuses.unshift(status)
    return { status: 201, body: status }
  }
  return NOT_FOUND
}

function one(all: Fields[], by: string, value: unknown): StandInAnswer {
  const found = all.find((each) => each[by] === value)
  return found ? { status: 200, body: found } : NOT_FOUND
}

function filterState(all: Fields[], url: URL): Fields[] {
  const state = url.searchParams.get('state') ?? 'open'
  return state === 'all' ? all : all.filter((each) => each.state === state)
}

/** By default the newest comes first, and by when it was made. */
function sorted(all: Fields[], url: URL): Fields[] {
  const by = url.searchParams.get('sort') === 'updated' ? 'updated_at' : 'created_at'
  const since = url.searchParams.get('since')
  const rising = [...all]
    .filter((each) => since === null || String(each.updated_at) >= since)
    .reverse()
    .sort((a, b) => String(a[by]).localeCompare(String(b[by])))
  return url.searchParams.get('direction') === 'asc' ? rising : rising.reverse()
}

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function paged(all: Fields[], url: URL, apiUrl: string, body: (part: Fields[]) => unknown): StandInAnswer {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30))
  const page = Number(url.searchParams.get('page') ?? 1)
  const hasMore = all.length > page * size
  const next = new URL(url.pathname + url.search, apiUrl)
  next.searchParams.set('page', String(page + 1))
  return {
    status: 200,
    body: body(all.slice((page - 1) * size, page * size)),
    ...(hasMore && { link: `<${next.href}>; rel="next"` }),
  }
}
