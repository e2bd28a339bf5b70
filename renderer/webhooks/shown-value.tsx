import type { CallServer, NewToken } from '../../contract/index.ts'
import { Button } from '../parts/button.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { callAddress, curlCommand } from './call-commands.ts'
import css from './webhooks.module.css'

/** A new token or secret, the one time that it is shown. */
export function ShownValue({
  made,
  server,
  onClose,
}: {
  made: NewToken
  server: CallServer | undefined
  onClose: () => void
}) {
  const { token, value } = made
  const isToken = token.kind === 'token'
  return (
    <Dialog
      title={isToken ? `Token for ${token.jobId}` : `Signing secret for ${token.jobId}`}
      size="medium"
      busy
      onClose={onClose}
      actions={
        <Button kind="primary" autoFocus onClick={onClose}>
          I have put it away
        </Button>
      }
    >
      <div className={css.stack}>
        <Notice tone="attention" title="It is not shown again.">
          {isToken
            ? 'Copy it to where calls come from. Whoever has it can start this job, and nothing else.'
            : 'Copy it to where calls come from, for GitHub into the field “Secret”. Whoever has it can sign calls that start this job.'}
        </Notice>
        <div className={css.labelled}>
          <span>{isToken ? 'Token' : 'Secret'}</span>
          <CopyCommand command={value} />
        </div>
        {server !== undefined && (
          <>
            <div className={css.labelled}>
              <span>Address</span>
              <CopyCommand command={callAddress(server, token.jobId)} />
            </div>
            <div className={css.labelled}>
              <span>
                To try it, with the {isToken ? 'token' : 'secret'} in{' '}
                <code>{isToken ? 'OVEN_TOKEN' : 'OVEN_SECRET'}</code>
              </span>
              <CopyCommand command={curlCommand(callAddress(server, token.jobId), token.kind)} />
            </div>
          </>
        )}
      </div>
    </Dialog>
  )
}
