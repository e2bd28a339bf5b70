import { useQuery } from '@tanstack/react-query'
import { repoAddressFault } from '../../../contract/repo-address.ts'
import { useOven } from '../../app/oven-context.ts'
import { useSettled } from './use-settled.ts'

/** What is written is asked about once the hands rest. */
const SETTLE_MS = 600

/** What a repository says of itself while it is being named: its branches, and the pipelines on one of them. */
export function useSource(source: { repo: string; branch: string; credentials: string }) {
  const { queries } = useOven()
  const settled = useSettled(JSON.stringify(source), SETTLE_MS)
  const { repo, branch, credentials } = JSON.parse(settled) as typeof source
  const named = { repo: repo.trim(), ...(credentials.trim() !== '' && { credentials: credentials.trim() }) }
  const isAddress = named.repo !== '' && repoAddressFault(named.repo) === null
  const asked = { retry: false, staleTime: 60_000, refetchOnWindowFocus: false } as const
  const branches = useQuery(
    queries.sources.branches.queryOptions({ input: named, ...asked, enabled: isAddress }),
  )
  const known = branches.data?.state === 'found' ? branches.data : null
  const isThere = known?.truncated || known?.branches.some(({ name }) => name === branch.trim()) === true
  const pipelines = useQuery(
    queries.sources.pipelines.queryOptions({
      input: { ...named, branch: branch.trim() },
      ...asked,
      enabled: isAddress && isThere,
    }),
  )
  return {
    /** False while the repository is not named, or what is written is no address. */
    isAddress,
    /** What is written now has not been asked about yet. */
    isAhead: settled !== JSON.stringify(source),
    asked: { repo: named.repo, branch: branch.trim() },
    branches,
    pipelines,
    isThere,
  }
}

export type Source = ReturnType<typeof useSource>
