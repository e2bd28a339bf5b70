import type { GithubAccess, GithubApi, GithubPage } from '../../../ports/github-api.ts'
import { fields, list, text } from '../json-fields.ts'
import { LIST_PATHS, type ListName, OPEN_PULLS_PATH } from './poll-lists.ts'

/** More than a thousand entries between two times of asking are not read. */
const MOST_PAGES = 10
/** A check that ends shows where it began in the list. */
const LONGEST_CHECK_MS = 6 * 3_600_000

const SORTED_BY: Record<Exclude<ListName, 'releases'>, string> = {
  activity: 'timestamp',
  issues: 'created_at',
  comments: 'created_at',
  events: 'created_at',
  pulls: 'updated_at',
  runs: 'created_at',
}

/** A list as far back as it was to be read. */
export interface ListReading {
  /** The first page: what it says of the list, and of GitHub's limits. */
  first: GithubPage
  bodies: unknown[]
  /** There were more entries than the oven reads. */
  isCut: boolean
}

export interface Asking {
  api: Pick<GithubApi, 'read'>
  access: GithubAccess
  /** `owner/name`. */
  repo: string
  /** Told of each request with what it was answered. */
  onPage: (page: GithubPage) => void
}

/** Reads a list, newest first, until before `fromMs` by GitHub's clock. Throws what asking GitHub throws. */
export async function readList(
  asking: Asking,
  name: ListName,
  { etag, fromMs }: { etag: string | null; fromMs: (first: GithubPage) => number },
): Promise<ListReading> {
  const first = await ask(asking, `/repos/${asking.repo}${LIST_PATHS[name]}`, etag)
  if (!first.isChanged) return { first, bodies: [], isCut: false }
  const bodies = [first.body]
  const untilMs = fromMs(first) - (name === 'runs' ? LONGEST_CHECK_MS : 0)
  let page = first
  while (page.nextPath !== null && oldestIn(name, page.body) >= untilMs) {
    if (bodies.length >= MOST_PAGES) return { first, bodies, isCut: true }
    page = await ask(asking, page.nextPath, null)
    bodies.push(page.body)
  }
  return { first, bodies, isCut: false }
}

/** Every open pull request, as far as the oven reads. Throws what asking GitHub throws. */
export async function readOpenPulls(asking: Asking): Promise<unknown[]> {
  const bodies: unknown[] = []
  let path: string | null = `/repos/${asking.repo}${OPEN_PULLS_PATH}`
  while (path !== null && bodies.length < MOST_PAGES) {
    const page: GithubPage = await ask(asking, path, null)
    bodies.push(page.body)
    path = page.nextPath
  }
  return bodies
}

async function ask({ api, access, onPage }: Asking, path: string, etag: string | null): Promise<GithubPage> {
  const page = await api.read(access, path, { etag })
  onPage(page)
  return page
}

/** Releases are in the order of their commits, which says nothing of when they were published: one page has to do. */
function oldestIn(name: ListName, body: unknown): number {
  if (name === 'releases') return Number.NEGATIVE_INFINITY
  const last = list(name === 'runs' ? fields(body).workflow_runs : body).at(-1)
  const at = Date.parse(text(fields(last)[SORTED_BY[name]]) ?? '')
  return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at
}
