import type { SettingsView } from '../../../contract/index.ts'
import { type Theme, useTheme } from '../../app/theme.ts'
import { useDesktop } from '../../desktop/use-desktop.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { SegmentedControl } from '../../parts/segmented-control.tsx'
import { PlainRow, SettingGroup } from '../setting-group.tsx'
import css from '../settings.module.css'

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'Like the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function GeneralPane({ view }: { view: SettingsView }) {
  const [theme, setTheme] = useTheme()
  const desktop = useDesktop()
  return (
    <>
      <SettingGroup view={view} keys={(key) => key === 'timezone'} />
      <Card>
        <PlainRow title="Appearance" about="Of this window alone.">
          <SegmentedControl label="Appearance" value={theme} options={themes} onChange={setTheme} />
        </PlainRow>
      </Card>
      <Card>
        <PlainRow
          title="Settings file"
          about={
            <>
              <code className={css.path}>{view.path}</code> Changes that are made there by hand hold at once.
              {view.unknownKeys.length > 0 && ` Kept, but not known here: ${view.unknownKeys.join(', ')}.`}
            </>
          }
        >
          {desktop !== null && <Button onClick={() => void desktop.folder.reveal()}>Show in Finder</Button>}
        </PlainRow>
      </Card>
    </>
  )
}
