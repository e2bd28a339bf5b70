import type { SettingsView } from '../../../contract/index.ts'
import { Channels } from '../../notifications/channels.tsx'
import { Messages } from '../../notifications/messages.tsx'
import { Section } from '../../parts/card.tsx'
import { SettingGroup } from '../setting-group.tsx'

const timed = /^notifications\.(?:quietHours\.|digest$)/
const reach = ['notifications.allowPrivate']
const inChannels = ['notifications.native', 'notifications.channels']

/** Where messages go, what they are about and when they come, and what became of them. */
export function NotificationsPane({ view }: { view: SettingsView }) {
  const isOf = (key: string) => key.startsWith('notifications.')
  return (
    <>
      <Channels />
      <Section title="What you are told of">
        <SettingGroup
          view={view}
          keys={(key) => isOf(key) && !timed.test(key) && !reach.includes(key) && !inChannels.includes(key)}
        />
      </Section>
      <Section title="When">
        <SettingGroup view={view} keys={(key) => timed.test(key)} />
      </Section>
      <Section title="Reach">
        <SettingGroup view={view} keys={(key) => reach.includes(key)} />
      </Section>
      <Messages />
    </>
  )
}
