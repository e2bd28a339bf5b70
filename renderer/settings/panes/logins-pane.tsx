import type { SettingsView } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { PlainRow, SettingGroup } from '../setting-group.tsx'

export function LoginsPane({ view }: { view: SettingsView }) {
  const apps = Object.keys(view.settings.auth.githubApps).length
  return (
    <>
      <Card>
        <PlainRow
          title="Credentials"
          about={`Signing in, what was seen of each login, and GitHub Apps${apps === 0 ? '' : ` (${apps})`} have a page of their own.`}
        >
          <ButtonLink href={addresses.credentials}>Open credentials</ButtonLink>
        </PlainRow>
      </Card>
      <SettingGroup view={view} keys={(key) => key.startsWith('auth.') && key !== 'auth.githubApps'} />
    </>
  )
}
