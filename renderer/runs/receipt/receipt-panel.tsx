import { useQuery } from '@tanstack/react-query'
import { Check, Copy } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { Run } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { isActive } from '../../format/words.ts'
import { Button } from '../../parts/button.tsx'
import { receiptMarkdown } from './receipt-markdown.ts'
import { type ReceiptPart, receiptOf } from './receipt-of.ts'
import css from './receipt-panel.module.css'

/** Everything that was written down about a run, to be read, copied and kept. */
export function ReceiptPanel({ run }: { run: Run }) {
  const { queries } = useOven()
  const options = queries.runs.setting.queryOptions({ input: { runId: run.id } })
  const started = run.startedAt !== null
  const { data } = useQuery({ ...options, queryKey: [...options.queryKey, started], staleTime: 60_000 })
  const setting = data?.setting ?? null
  const parts = useMemo(() => receiptOf(run, setting), [run, setting])
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <span>{isActive(run) ? 'So far: the run has not ended.' : ''}</span>
        <CopyButton label="Copy as Markdown" text={() => receiptMarkdown(parts)} />
        <CopyButton label="Copy as JSON" text={() => JSON.stringify({ run, setting }, null, 2)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.receipt} tabIndex={0}>
        {parts.map((part) => (
          <section key={part.title} className={css.part} aria-label={part.title}>
            <h3>{part.title}</h3>
            {'pairs' in part ? <Pairs pairs={part.pairs} /> : <Table part={part} />}
          </section>
        ))}
      </div>
    </div>
  )
}

function Pairs({ pairs }: { pairs: [string, string][] }) {
  return (
    <dl className={css.pairs}>
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Table({ part }: { part: Extract<ReceiptPart, { rows: string[][] }> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={css.scroller} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {part.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.rows.map((row) => (
            <tr key={row.join(' ')}>
              {row.map((cell, index) => (
                <td key={part.head[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      kind="quiet"
      icon={copied ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => navigator.clipboard.writeText(text()).then(() => setCopied(true))}
    >
      {copied ? 'Copied' : label}
    </Button>
  )
}
