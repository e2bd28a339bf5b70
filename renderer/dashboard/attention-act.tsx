import type { AttentionAction } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'
import { StartEngineButton } from './start-engine-button.tsx'

/** The one thing to do about what needs the user. */
export function AttentionAct({ action }: { action: AttentionAction }) {
  if (action.kind === 'start-engine') return <StartEngineButton label={action.label} />
  return <ButtonLink href={addressOf(action)}>{action.label}</ButtonLink>
}

/** Where the action leads; `null` for what is done on the spot. */
export function addressOf(action: Exclude<AttentionAction, { kind: 'start-engine' }>): string {
  switch (action.kind) {
    case 'open-run':
      return addresses.run(action.runId)
    case 'open-job':
      return addresses.job(action.jobId)
    case 'sign-in':
      return addresses.signIn
    case 'open-page':
      return addresses[action.page]
  }
}
