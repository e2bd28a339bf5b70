import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DesktopClient } from '../connection/desktop-client.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Notice } from '../parts/notice.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { Switch } from '../parts/switch.tsx'
import css from './first-run-page.module.css'

const KEY = ['desktop', 'login-item']

export function useLoginItem(desktop: DesktopClient | null) {
  return useQuery({
    queryKey: KEY,
    queryFn: () => desktop!.loginItem.show(),
    enabled: desktop !== null,
  })
}

/** Shall the oven start with the session? Only the desktop can do that. */
export function LoginItemStep({ desktop }: { desktop: DesktopClient }) {
  const queryClient = useQueryClient()
  const { data } = useLoginItem(desktop)
  const set = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: (openAtLogin: boolean) => desktop.loginItem.set({ openAtLogin }),
    onSuccess: (item) => queryClient.setQueryData(KEY, item),
  })
  return (
    <>
      <p className={css.lead}>
        Schedules fire while Agent Oven runs. Started with your session it waits in the menu bar, and what
        came due while the Mac slept is made up for when it wakes.
      </p>
      {data !== undefined && data.status !== 'unsupported' && (
        <div className={css.row}>
          <Switch
            checked={data.status !== 'off'}
            label="Start Agent Oven at login"
            disabled={set.isPending}
            onChange={(on) => set.mutate(on)}
          />
          <span>Start Agent Oven at login</span>
        </div>
      )}
      {data?.hint && (
        <p className={css.detail}>
          <Sentence text={data.hint} />
        </p>
      )}
      {set.error !== null && <Notice tone="failed" role="alert" title={toRefusal(set.error).message} />}
    </>
  )
}
