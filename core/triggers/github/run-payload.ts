import type { GithubOrigin } from '../../ports/github-store.ts'
import { fields, text } from './json-fields.ts'

/** As for calls from outside. */
const MAX_BYTES = 64 * 1024
/** Texts of so many characters and lists of so many entries are kept whole; the first that fits is taken. */
const LIMITS = [
  { text: 24_000, entries: 300 },
  { text: 12_000, entries: 100 },
  { text: 4000, entries: 50 },
  { text: 1000, entries: 20 },
  { text: 200, entries: 5 },
]
const MAX_DEPTH = 20
const MOST_NAMED = 50

/**
 * What a run is told of an event, as JSON (docs/github.md, "What the run is given"). Strangers may have written any of it: it
 * is data in a file, never part of a command or a prompt. What is too long is cut, and `trimmed` says where.
 */
export function runPayload(name: string, payload: unknown, origin: GithubOrigin): string {
  const { action, pull_request, ref, before, after } = fields(payload)
  const { head, base, html_url } = fields(pull_request)
  const said = {
    source: 'github',
    untrusted: true,
    event: name,
    action: text(action),
    repository: origin.repo,
    sender: origin.actor,
    number: origin.number,
    sha: origin.sha,
    ...(pull_request !== undefined && {
      pullRequest: {
        url: text(html_url),
        head: { repository: text(fields(fields(head).repo).full_name), ...refAndSha(head) },
        base: { repository: text(fields(fields(base).repo).full_name), ...refAndSha(base) },
      },
    }),
    ...(name === 'push' && { push: { ref: text(ref), before: text(before), after: text(after) } }),
  }
  const whole = depthOf(payload) > MAX_DEPTH ? null : JSON.stringify({ ...said, trimmed: [], payload })
  if (whole !== null && Buffer.byteLength(whole) <= MAX_BYTES) return whole
  for (const limit of LIMITS) {
    const trimmed: string[] = []
    const cut = shorten(payload, 'payload', limit, trimmed)
    const shown = trimmed.slice(0, MOST_NAMED)
    const body = JSON.stringify({ ...said, trimmed: shown, payload: cut })
    if (Buffer.byteLength(body) <= MAX_BYTES) return body
  }
  return JSON.stringify({
    ...(shorten(said, '', { text: 500, entries: 10 }, []) as object),
    trimmed: ['payload'],
    payload: null,
  })
}

function refAndSha(side: unknown): { ref: string | null; sha: string | null } {
  const { ref, sha } = fields(side)
  return { ref: text(ref), sha: text(sha) }
}

function shorten(
  value: unknown,
  at: string,
  limit: { text: number; entries: number },
  trimmed: string[],
  depth = 0,
): unknown {
  if (typeof value === 'string') {
    if (value.length <= limit.text) return value
    trimmed.push(at)
    return `${value.slice(0, limit.text).toWellFormed()}…`
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) {
    trimmed.push(at)
    return null
  }
  const go = (inner: unknown, name: string | number) =>
    shorten(inner, `${at}.${name}`, limit, trimmed, depth + 1)
  if (Array.isArray(value)) {
    if (value.length > limit.entries) trimmed.push(at)
    return value.slice(0, limit.entries).map(go)
  }
  const entries = Object.entries(value)
  // No object of GitHub has so many fields; one that does would not become small by its texts alone.
  if (entries.length > 200) trimmed.push(at)
  return Object.fromEntries(entries.slice(0, 200).map(([name, inner]) => [name, go(inner, name)]))
}

function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return depth
  let deepest = depth
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, depth + 1))
  return deepest
}
