import { contract } from '../../contract/index.ts'

interface Pattern {
  method: string
  path: string
  parts: string[]
}

/**
 * Which operation of the contract a request is for, as the contract writes it: `/runs/{runId}/cancel`; `null` for none. For
 * the log alone, where what stands in the place of a name does not belong.
 */
export function operationPath(method: string, url: string): string | null {
  const parts = url
    .replace(/\?.*$/s, '')
    .replace(/^\/api\//, '')
    .split('/')
  return patterns().find((pattern) => pattern.method === method && fits(pattern.parts, parts))?.path ?? null
}

let known: Pattern[] | undefined
function patterns(): Pattern[] {
  // What names most comes first: `/stats/jobs` before `/stats/{id}`.
  const holes = ({ path }: Pattern) => path.split('{').length
  known ??= patternsIn(contract).sort((one, other) => holes(one) - holes(other))
  return known
}

function patternsIn(part: object): Pattern[] {
  return Object.values(part).flatMap((inner: object) => {
    if (!('~orpc' in inner)) return patternsIn(inner)
    const { method, path } = (inner['~orpc'] as { route: { method?: string; path?: string } }).route
    return method && path ? [{ method, path, parts: path.slice(1).split('/') }] : []
  })
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const rest = pattern.at(-1)?.startsWith('{+') ?? false
  if (rest ? parts.length < pattern.length : parts.length !== pattern.length) return false
  return pattern.every((each, at) => each.startsWith('{') || each === parts[at])
}
