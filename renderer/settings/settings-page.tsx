import { useQuery } from '@tanstack/react-query'
import type { SettingsView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import type { DesktopClient } from '../connection/desktop-client.ts'
import { useDesktop } from '../desktop/use-desktop.ts'
import { Select } from '../parts/inputs.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { type PaneEntry, paneTable } from './pane-table.ts'
import { AboutPane } from './panes/about-pane.tsx'
import { DesktopPane } from './panes/desktop-pane.tsx'
import { EnginePane } from './panes/engine-pane.tsx'
import { GeneralPane } from './panes/general-pane.tsx'
import { GithubPane } from './panes/github-pane.tsx'
import { ImagesPane } from './panes/images-pane.tsx'
import { LoginsPane } from './panes/logins-pane.tsx'
import { NetworkPane } from './panes/network-pane.tsx'
import { NotificationsPane } from './panes/notifications-pane.tsx'
import { RetentionPane } from './panes/retention-pane.tsx'
import { RunsPane } from './panes/runs-pane.tsx'
import { SchedulesPane } from './panes/schedules-pane.tsx'
import { SettingGroup } from './setting-group.tsx'
import css from './settings.module.css'

/** Everything that can be set: the parts on the left, one of them on the right. What is changed is saved at once. */
export function SettingsPage({ pane }: { pane: string | null }) {
  const { queries } = useOven()
  const desktop = useDesktop()
  const settings = useQuery(queries.settings.show.queryOptions())
  const panes = paneTable.filter(({ desktopOnly }) => !desktopOnly || desktop !== null)
  const entry = paneTable.find(({ id }) => id === pane) ?? paneTable[0]!
  const troubled = new Set(
    settings.data?.fields.filter(({ problem }) => problem !== null).map(({ group }) => group),
  )
  return (
    <div className={css.page}>
      <nav className={css.panes} aria-label="Parts of the settings">
        <h1 className={css.heading}>Settings</h1>
        <ul>
          {panes.map(({ id, label, icon: Icon, group }) => (
            <li key={id} data-row>
              <a
                href={addresses.settingsPane(id)}
                aria-current={id === entry.id ? 'page' : undefined}
                className={css.pane}
              >
                <Icon size={15} aria-hidden="true" />
                {label}
                {group !== null && troubled.has(group) && (
                  <span className={css.dot} role="img" aria-label="A value here cannot be used" />
                )}
              </a>
            </li>
          ))}
        </ul>
        <Select
          className={css.paneSelect}
          aria-label="Part of the settings"
          value={entry.id}
          onChange={(event) => goTo(addresses.settingsPane(event.target.value))}
        >
          {panes.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </nav>
      <section className={css.content} aria-label={entry.label}>
        <header>
          <h2 className={css.paneTitle}>{entry.label}</h2>
          <p className={css.lead}>{entry.about}</p>
        </header>
        <QueryState query={settings} lines={6}>
          {(view) => <PaneOf entry={entry} view={view} desktop={desktop} />}
        </QueryState>
      </section>
    </div>
  )
}

function PaneOf({
  entry,
  view,
  desktop,
}: {
  entry: PaneEntry
  view: SettingsView
  desktop: DesktopClient | null
}) {
  switch (entry.id) {
    case 'general':
      return <GeneralPane view={view} />
    case 'schedules':
      return <SchedulesPane view={view} />
    case 'runs':
      return <RunsPane view={view} />
    case 'network':
      return <NetworkPane view={view} />
    case 'logins':
      return <LoginsPane view={view} />
    case 'images':
      return <ImagesPane view={view} />
    case 'github':
      return <GithubPane view={view} />
    case 'notifications':
      return <NotificationsPane view={view} />
    case 'retention':
      return <RetentionPane view={view} />
    case 'engine':
      return <EnginePane />
    case 'desktop':
      return <DesktopPane view={view} desktop={desktop} />
    case 'about':
      return <AboutPane />
    default: {
      const keys = new Set(view.fields.filter(({ group }) => group === entry.group).map(({ key }) => key))
      return <SettingGroup view={view} keys={(key) => keys.has(key)} />
    }
  }
}
