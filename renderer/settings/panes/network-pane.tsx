import { useQuery } from '@tanstack/react-query'
import type { SettingsView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { Card } from '../../parts/card.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { SettingGroup } from '../setting-group.tsx'
import css from '../settings.module.css'

export function NetworkPane({ view }: { view: SettingsView }) {
  const { queries } = useOven()
  const allow = view.settings.network.allow
  const { data } = useQuery(queries.jobs.reach.queryOptions({ input: { allow } }))
  return (
    <>
      <SettingGroup view={view} keys={(key) => key === 'network.allow'} />
      {data !== undefined && (
        <Card className={css.padded}>
          <Disclosure
            label={`What that comes to: ${formatNumberOf(data.hosts.length, 'name')}${allow.includes('default') ? ', the built-in list among them' : ''}`}
          >
            <ul className={css.hosts} aria-label="Names that may be reached, in full">
              {data.hosts.map((host) => (
                <li key={host}>
                  <code>{host}</code>
                </li>
              ))}
            </ul>
          </Disclosure>
        </Card>
      )}
      <SettingGroup view={view} keys={(key) => key === 'network.pool'} />
    </>
  )
}
