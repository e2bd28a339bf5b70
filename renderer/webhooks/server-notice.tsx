import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { CallServer } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'

/** Says when calls are not taken, and when everybody can knock; offers the way out. Nothing where all is as it should be. */
export function ServerNotice({ server }: { server: CallServer }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const turnOn = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: () => client.settings.update({ changes: { server: { enabled: true } } }),
    onSuccess() {
      void queryClient.invalidateQueries({ queryKey: queries.webhooks.key() })
      void queryClient.invalidateQueries({ queryKey: queries.settings.key() })
    },
  })
  const toSettings = <ButtonLink href={addresses.settingsPane('server')}>Settings</ButtonLink>
  if (!server.enabled) {
    return (
      <Notice
        tone="waiting"
        title="Calls from outside are not taken."
        action={
          <Button kind="primary" busy={turnOn.isPending} onClick={() => turnOn.mutate()}>
            Take calls
          </Button>
        }
      >
        {turnOn.isError
          ? toRefusal(turnOn.error).message
          : `Once they are, programs on this machine can start jobs at port ${server.port}, if they hold a token.`}
      </Notice>
    )
  }
  if (server.problem !== null) {
    return (
      <Notice tone="failed" title={server.problem.message} action={toSettings}>
        {server.problem.hint}
      </Notice>
    )
  }
  if (/^(127\.|localhost$|::1$)/.test(server.host)) return null
  return (
    <Notice tone="attention" title="Everyone on the network can knock." action={toSettings}>
      {server.reach}
    </Notice>
  )
}
