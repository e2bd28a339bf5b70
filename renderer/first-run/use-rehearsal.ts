import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { isActive } from '../format/words.ts'

/** What is rehearsed: the sample, or a pipeline of the user's own. */
export interface RehearsalSource {
  repo: string
  branch: string
  pipeline: string
  isSample: boolean
}

const SAMPLE_JOB = 'first-rehearsal'

/** The job's id for a source: made of the repository's name and the pipeline's, in the letters that ids may have. */
export function jobIdFor({ repo, pipeline, isSample }: RehearsalSource): string {
  if (isSample) return SAMPLE_JOB
  const id = `${placeOf(repo)}-${pipeline}`.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return id.slice(0, 60).replace(/-+$/, '') || 'pipeline'
}

/** `Nightly review of tea-shop`. */
export function jobNameFor({ repo, pipeline }: RehearsalSource): string {
  const words = pipeline.replace(/[-_]+/g, ' ').trim()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} of ${placeOf(repo)}`
}

/** Makes the job where there is none yet, and bakes a rehearsal of it. */
export function useStartRehearsal() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  return useMutation({
    meta: { showsItsErrors: true },
    mutationFn: async (wanted: RehearsalSource) => {
      const id = jobIdFor(wanted)
      const jobs = await client.jobs.list()
      if (!jobs.some(({ job }) => job.id === id))
        await client.jobs.add({
          job: {
            type: 'agent-pipeline',
            id,
            name: wanted.isSample ? 'First rehearsal' : jobNameFor(wanted),
            source: { repo: wanted.repo, branch: wanted.branch },
            pipeline: wanted.pipeline,
            schedule: { type: 'manual' },
          },
        })
      return client.jobs.run({ id, rehearse: true })
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
      void queryClient.invalidateQueries({ queryKey: queries.runs.list.key() })
    },
  })
}

/** A rehearsal that bakes or has succeeded before: then this step is done with. One that failed is begun anew. */
export function useLastRehearsal() {
  const { queries } = useOven()
  return useQuery(
    queries.runs.list.queryOptions({
      input: { limit: 20 },
      select: ({ runs }) =>
        runs.find((run) => run.rehearsal && (isActive(run) || run.outcome === 'succeeded')) ?? null,
    }),
  )
}

function placeOf(repo: string): string {
  return (
    repo
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .filter(Boolean)
      .at(-1) ?? repo
  )
}
