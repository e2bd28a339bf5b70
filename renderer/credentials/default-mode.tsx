import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AuthMode } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { Notice } from '../parts/notice.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import css from './default-mode.module.css'

const modes: { value: AuthMode; label: string; means: string }[] = [
  {
    value: 'host-login',
    label: 'This machine’s login',
    means: 'Claude Code’s login of the user whom the oven runs as.',
  },
  {
    value: 'container-login',
    label: 'Login inside containers',
    means: 'Signed in once, below; it renews itself.',
  },
  { value: 'api-key', label: 'API key', means: 'The first of Claude’s keys and tokens among the secrets.' },
]

/** What jobs log in to Claude with that do not say it themselves. */
export function DefaultMode() {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const settings = useQuery(queries.settings.show.queryOptions())
  const change = useMutation({
    mutationFn: (defaultMode: AuthMode) => client.settings.update({ changes: { auth: { defaultMode } } }),
    // Until it is read again what was chosen is shown, so that the choice does not jump back and forth.
    onSettled: async () => {
      void queryClient.invalidateQueries({ queryKey: queries.auth.key() })
      await queryClient.invalidateQueries({ queryKey: queries.settings.key() })
    },
  })
  if (settings.data === undefined) return null
  const { defaultMode } = settings.data.settings.auth
  const chosen = change.isPending ? change.variables : defaultMode
  const problem = settings.data.problems.find(({ field }) => field === 'auth.defaultMode')
  return (
    <div className={css.row}>
      <span>Jobs that do not say otherwise use</span>
      <SegmentedControl
        label="What jobs log in to Claude with that do not say it themselves"
        value={chosen}
        options={modes}
        onChange={(mode) => change.mutate(mode)}
      />
      <span className={css.means}>{modes.find(({ value }) => value === chosen)?.means}</span>
      {problem !== undefined && <Notice tone="attention" title={problem.message} />}
    </div>
  )
}
