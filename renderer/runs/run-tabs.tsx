import type { KeyboardEvent } from 'react'
import type { Run } from '../../contract/index.ts'
import { formatBytes } from '../format/quantities.ts'
import css from './run-tabs.module.css'

export type RunTab = 'transcript' | 'log' | 'details'

/** Chooses between what the agents said, everything that was printed, and the rest there is to know. */
export function RunTabs({ run, tab, onChange }: { run: Run; tab: RunTab; onChange: (tab: RunTab) => void }) {
  const tabs: { id: RunTab; label: string; aside?: string }[] = [
    ...(run.jobType === 'agent-pipeline' ? [{ id: 'transcript' as const, label: 'Transcript' }] : []),
    { id: 'log', label: 'Log', aside: run.logBytes > 0 ? formatBytes(run.logBytes) : undefined },
    { id: 'details', label: 'Details' },
  ]
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = tabs.findIndex(({ id }) => id === tab)
    const next = tabs[(at + step + tabs.length) % tabs.length]!
    onChange(next.id)
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <div className={css.tabs} role="tablist" aria-label="Output" onKeyDown={onKey}>
      {tabs.map(({ id, label, aside }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === tab}
          tabIndex={id === tab ? 0 : -1}
          className={css.tab}
          onClick={() => onChange(id)}
        >
          {label}
          {aside !== undefined && <span className={css.aside}>{aside}</span>}
        </button>
      ))}
    </div>
  )
}
