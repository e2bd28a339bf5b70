import type { SettingsView } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { PlainRow, SettingGroup } from '../setting-group.tsx'

export function GithubPane({ view }: { view: SettingsView }) {
  return (
    <>
      <Card>
        <PlainRow
          title="Webhooks"
          about="The address to give to GitHub, whether its secret is set, and when GitHub was asked stand on a page of their own."
        >
          <ButtonLink href={addresses.webhooks}>Open webhooks</ButtonLink>
        </PlainRow>
      </Card>
      <SettingGroup view={view} keys={(key) => key.startsWith('github.')} />
    </>
  )
}
