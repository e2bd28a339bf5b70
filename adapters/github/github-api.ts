import { z } from 'zod'
import type { GithubApi, GithubPage, GithubPermission } from '../../core/ports/github-api.ts'
import { createGithubRequest, type GithubAnswer, nonsense } from './github-request.ts'

const PER_PAGE = 100
/** GitHub lists no more files of a pull request, and no more of a comparison. */
const MAX_PULL_FILES = 3000
const MAX_COMPARED_FILES = 300

const ROLES: readonly GithubPermission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none']
const Role = z.looseObject({ permission: z.string(), role_name: z.string().optional() })
const File = z.looseObject({ filename: z.string(), previous_filename: z.string().optional() })
const Files = z.array(File)
const Comparison = z.looseObject({ files: Files.optional() })
const Made = z.looseObject({ id: z.number().int() })

/** GitHub's REST API (https://docs.github.com/rest). Nothing is kept between calls. */
export function createGithubApi(options: { fetch?: typeof fetch; now?: () => number } = {}): GithubApi {
  const ask = createGithubRequest({ fetch: options.fetch ?? fetch, now: options.now ?? Date.now })

  return {
    async permissionOf(access, repo, login) {
      const { body } = await ask(
        access,
        `/repos/${repo}/collaborators/${encodeURIComponent(login)}/permission`,
      )
      const { permission, role_name } = check(Role, body)
      // A role that an organization made itself is told by what it was made of.
      return ROLES.find((role) => role === role_name) ?? ROLES.find((role) => role === permission) ?? 'none'
    },
    async changedFiles(access, repo, of) {
      if ('pullRequest' in of) {
        const names = new Set<string>()
        let listed = 0
        for (let page = 1; page <= MAX_PULL_FILES / PER_PAGE; page += 1) {
          const path = `/repos/${repo}/pulls/${of.pullRequest}/files?per_page=${PER_PAGE}&page=${page}`
          const files = check(Files, (await ask(access, path)).body)
          for (const name of namesOf(files)) names.add(name)
          listed += files.length
          if (files.length < PER_PAGE) return [...names]
        }
        return listed >= MAX_PULL_FILES ? null : [...names]
      }
      const range = `${encodeURIComponent(of.from)}...${encodeURIComponent(of.to)}`
      const { body } = await ask(access, `/repos/${repo}/compare/${range}?per_page=1&page=1`)
      const { files } = check(Comparison, body)
      if (files === undefined || files.length >= MAX_COMPARED_FILES) return null
      return [...new Set(namesOf(files))]
    },
    async read(access, path, { etag }) {
      return pageOf(await ask(access, path, { etag }), access.apiUrl, etag)
    },
    async createComment(access, repo, number, text) {
      const path = `/repos/${repo}/issues/${number}/comments`
      const { id } = check(Made, (await ask(access, path, { method: 'POST', body: { body: text } })).body)
      return { id }
    },
    async updateComment(access, repo, id, text) {
      await ask(access, `/repos/${repo}/issues/comments/${id}`, { method: 'PATCH', body: { body: text } })
    },
    async createStatus(access, repo, { sha, state, description, context, targetUrl }) {
      await ask(access, `/repos/${repo}/statuses/${sha}`, {
        method: 'POST',
        body: { state, description, context, ...(targetUrl !== null && { target_url: targetUrl }) },
      })
    },
  }
}

/** A file that was renamed counts by both of its names. */
function namesOf(files: readonly z.infer<typeof File>[]): string[] {
  return files.flatMap(({ filename, previous_filename }) => [
    filename,
    ...(previous_filename === undefined ? [] : [previous_filename]),
  ])
}

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
function pageOf({ status, headers, body }: GithubAnswer, apiUrl: string, etag: string | null): GithubPage {
  const isChanged = status !== 304
  const reset = numberOf(headers, 'x-ratelimit-reset')
  const date = Date.parse(headers.get('date') ?? '')
  return {
    isChanged,
    body,
    etag: headers.get('etag') ?? (isChanged ? null : etag),
    pollSeconds: numberOf(headers, 'x-poll-interval'),
    nextPath: nextOf(headers.get('link') ?? '', apiUrl),
    answeredAt: Number.isNaN(date) ? null : new Date(date).toISOString(),
    remaining: numberOf(headers, 'x-ratelimit-remaining'),
    resetAt: reset === null ? null : new Date(reset * 1000).toISOString(),
  }
}

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api; another server's page is none. */
function nextOf(link: string, apiUrl: string): string | null {
  const href = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1]
  const base = `${apiUrl.replace(/\/$/, '')}/`
  return href?.startsWith(base) ? href.slice(base.length - 1) : null
}

function numberOf(headers: Headers, name: string): number | null {
  const value = headers.get(name)
  return value !== null && /^\d{1,12}$/.test(value) ? Number(value) : null
}

function check<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body)
  if (!read.success) throw nonsense()
  return read.data
}
