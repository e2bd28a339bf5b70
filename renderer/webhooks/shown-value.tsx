import type { CallServer, NewToken, TokenKind } from '../../contract/index.ts'
import { Button } from '../parts/button.tsx'
import { CopyCommand } from '../parts/copy-command.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { callAddress, curlCommand } from './call-commands.ts'
import { ownerWords } from './call-words.ts'
import css from './webhooks.module.css'

const powerWords: Record<TokenKind, string> = {
  token: 'start this job, and nothing else',
  secret: 'sign calls that start this job',
  oven: 'do everything that this window can',
  'oven-read': 'see everything that this window shows, and change nothing',
}

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
  const isToken = token.kind !== 'secret'
  return (
    <Dialog
      title={isToken ? `Token for ${ownerWords(token)}` : `Signing secret for ${ownerWords(token)}`}
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
          Copy it to where calls come from{token.kind === 'secret' && ', for GitHub into the field “Secret”'}.
          Whoever has it can {powerWords[token.kind]}.
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
