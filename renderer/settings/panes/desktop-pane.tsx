import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SettingsView } from '../../../contract/index.ts'
import type { DesktopClient } from '../../connection/desktop-client.ts'
import { Card } from '../../parts/card.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { Switch } from '../../parts/switch.tsx'
import { PlainRow, SettingGroup } from '../setting-group.tsx'
import { CommandRow, DiagnosticsRow, UpdateRow } from './app-rows.tsx'

const KEY = ['desktop', 'login-item']

export function DesktopPane({ view, desktop }: { view: SettingsView; desktop: DesktopClient | null }) {
  if (desktop === null)
    return (
      <Card>
        <EmptyState title="Only in the app">
          This window is open in a browser. These settings are about the app for macOS.
        </EmptyState>
      </Card>
    )
  return (
    <>
      <Card>
        <LoginItemRow desktop={desktop} />
        <CommandRow desktop={desktop} />
        <UpdateRow desktop={desktop} />
        <DiagnosticsRow desktop={desktop} />
      </Card>
      <SettingGroup view={view} keys={(key) => key.startsWith('desktop.')} />
    </>
  )
}

function LoginItemRow({ desktop }: { desktop: DesktopClient }) {
  const queryClient = useQueryClient()
  const { data } = useQuery({ queryKey: KEY, queryFn: () => desktop.loginItem.show() })
  const set = useMutation({
    mutationFn: (openAtLogin: boolean) => desktop.loginItem.set({ openAtLogin }),
    onSuccess: (item) => queryClient.setQueryData(KEY, item),
  })
  return (
    <PlainRow
      title="Start at login"
      about={
        <Sentence
          text={
            data?.hint ?? 'Schedules fire only while the oven runs; it starts as an icon in the menu bar.'
          }
        />
      }
    >
      <Switch
        label="Start at login"
        checked={data?.status === 'on' || data?.status === 'requires-approval'}
        disabled={data === undefined || data.status === 'unsupported' || set.isPending}
        onChange={(on) => set.mutate(on)}
      />
    </PlainRow>
  )
}
