import { Ban, Copy, RefreshCw, SquareTerminal } from 'lucide-react'
import type { CallServer, TokenView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { Menu } from '../parts/menu.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { useToasts } from '../parts/toasts.tsx'
import { callAddress, curlCommand } from './call-commands.ts'
import { kindWords, ownerWords } from './call-words.ts'
import css from './webhooks.module.css'

export interface TokenRowsProps {
  tokens: readonly TokenView[]
  server: CallServer | undefined
  /** Where all are of one job its name is left out. */
  showsJob: boolean
  onRegenerate: (token: TokenView) => void
  onRevoke: (token: TokenView) => void
}

/** What opens jobs to calls, one line each: all that may be known of it. */
export function TokenRows({ tokens, server, showsJob, onRegenerate, onRevoke }: TokenRowsProps) {
  const toasts = useToasts()
  const copy = (text: string, what: string) =>
    void navigator.clipboard
      .writeText(text)
      .then(() => toasts.show({ tone: 'succeeded', message: `${what} was copied.` }))
  return (
    <div className={css.scroll}>
      <table className={css.rows}>
        <thead>
          <tr>
            {showsJob && <th scope="col">Job</th>}
            <th scope="col" className={css.kind}>
              Kind
            </th>
            <th scope="col">Value</th>
            <th scope="col">For</th>
            <th scope="col">Last used</th>
            <th scope="col" className={css.number}>
              Uses
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => {
            const address = server && callAddress(server, token.jobId)
            return (
              <tr key={token.id}>
                {showsJob && (
                  <th scope="row" className={css.name}>
                    {token.jobId === null ? (
                      'The oven'
                    ) : (
                      <a href={addresses.job(token.jobId)}>{token.jobId}</a>
                    )}
                  </th>
                )}
                <td className={css.kind}>{kindWords[token.kind]}</td>
                <td className={css.value}>{token.masked}</td>
                <td className={css.free}>
                  {token.label ?? '–'}
                  {token.endsAt !== null && (
                    <span className={css.ending}>
                      {' '}
                      replaced, ends <RelativeTime at={token.endsAt} />
                    </span>
                  )}
                </td>
                <td>
                  {token.lastUsedAt === null ? 'never' : <RelativeTime at={token.lastUsedAt} />}
                  {token.lastUsedFrom !== null && (
                    <span className={css.muted}>from {token.lastUsedFrom}</span>
                  )}
                </td>
                <td className={css.number}>{token.uses.toLocaleString('en-US')}</td>
                <td className={css.actions}>
                  <Menu
                    label={`More for ${token.masked} of ${ownerWords(token)}`}
                    entries={[
                      {
                        label: 'Copy address',
                        icon: <Copy size={14} />,
                        disabled: address === undefined,
                        onSelect: () => copy(address!, 'The address'),
                      },
                      {
                        label: 'Copy as curl',
                        icon: <SquareTerminal size={14} />,
                        disabled: address === undefined,
                        onSelect: () => copy(curlCommand(address!, token.kind), 'The command'),
                      },
                      null,
                      {
                        label: 'Regenerate…',
                        icon: <RefreshCw size={14} />,
                        onSelect: () => onRegenerate(token),
                      },
                      {
                        label: 'Revoke…',
                        icon: <Ban size={14} />,
                        danger: true,
                        onSelect: () => onRevoke(token),
                      },
                    ]}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
