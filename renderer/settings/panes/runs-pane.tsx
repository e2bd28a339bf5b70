import { useQuery } from '@tanstack/react-query'
import type { SettingsView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes, formatNumberOf } from '../../format/quantities.ts'
import { Section } from '../../parts/card.tsx'
import { SettingGroup } from '../setting-group.tsx'
import css from '../settings.module.css'

export function RunsPane({ view }: { view: SettingsView }) {
  const { queries } = useOven()
  const { data } = useQuery(queries.status.show.queryOptions())
  const engine = data?.engine
  return (
    <>
      {engine?.status === 'up' && (
        <p className={css.lead}>
          The engine has {formatNumberOf(engine.cpus, 'processor')} and {formatBytes(engine.memoryBytes)} of
          memory for all of them.
        </p>
      )}
      <SettingGroup view={view} keys={(key) => key.startsWith('limits.')} />
      <Section title="Pipelines">
        <SettingGroup view={view} keys={(key) => /^pipeline\.default/.test(key)} />
      </Section>
      <Section title="Docker jobs">
        <SettingGroup view={view} keys={(key) => /^docker\.default/.test(key)} />
      </Section>
    </>
  )
}
