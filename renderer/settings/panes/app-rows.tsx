import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CommandLink, UpdateState } from '../../../contract/desktop.ts'
import type { DesktopClient } from '../../connection/desktop-client.ts'
import { Button } from '../../parts/button.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { PlainRow } from '../setting-group.tsx'
import { describeCommand, describeUpdate } from './describe-app.ts'

/** How it stands with newer versions, and the one thing that can be done about it. */
export function UpdateRow({ desktop }: { desktop: DesktopClient }) {
  const state = useUpdates(desktop)
  if (state === null) return null
  const canInstall = state.status === 'available'
  const canLook = state.status === 'idle' || state.status === 'failed'
  return (
    <PlainRow title="Updates" about={<Sentence text={describeUpdate(state)} />}>
      {canInstall && <Button onClick={() => void desktop.updates.install()}>Install {state.offered}</Button>}
      {canLook && <Button onClick={() => void desktop.updates.check()}>Look now</Button>}
    </PlainRow>
  )
}

/** The command `oven` in terminals. */
export function CommandRow({ desktop }: { desktop: DesktopClient }) {
  const key = ['desktop', 'command']
  const queryClient = useQueryClient()
  const { data } = useQuery({ queryKey: key, queryFn: () => desktop.command.show() })
  const change = useMutation({
    mutationFn: (what: 'install' | 'remove') => desktop.command[what](),
    onSuccess: (link: CommandLink) => queryClient.setQueryData(key, link),
  })
  if (data === undefined) return null
  const canInstall = data.path !== null && (data.status === 'absent' || data.status === 'outdated')
  return (
    <PlainRow title="Command in terminals" about={<Sentence text={describeCommand(data)} />}>
      {canInstall && (
        <Button disabled={change.isPending} onClick={() => change.mutate('install')}>
          Install
        </Button>
      )}
      {data.status === 'installed' && (
        <Button disabled={change.isPending} onClick={() => change.mutate('remove')}>
          Remove
        </Button>
      )}
    </PlainRow>
  )
}

/** Puts a report for finding faults onto the clipboard. */
export function DiagnosticsRow({ desktop }: { desktop: DesktopClient }) {
  const copy = useMutation({ mutationFn: () => desktop.diagnostics.copy() })
  const about = copy.isSuccess
    ? 'It is on the clipboard. Look through it before you send it to anybody.'
    : 'Versions, states and the end of the log, with secrets masked. Nothing is sent anywhere.'
  return (
    <PlainRow title="Diagnostics" about={copy.isError ? 'The diagnostics could not be copied.' : about}>
      <Button disabled={copy.isPending} onClick={() => copy.mutate()}>
        Copy
      </Button>
    </PlainRow>
  )
}

function useUpdates(desktop: DesktopClient): UpdateState | null {
  const [state, setState] = useState<UpdateState | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const follow = async () => {
      for await (const next of await desktop.updates.watch(undefined, { signal: stop.signal })) setState(next)
    }
    // The port goes with the window; another one brings another `desktop`.
    follow().catch(() => {})
    return () => stop.abort()
  }, [desktop])
  return state
}
