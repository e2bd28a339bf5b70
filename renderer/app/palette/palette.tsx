import { Command } from 'cmdk'
import { ArrowRight, History, ListChecks, Search, Sparkles } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Kbd } from '../../parts/kbd.tsx'
import type { Route } from '../route.ts'
import css from './palette.module.css'
import { type PaletteEntry, rankEntries } from './rank-entries.ts'
import { readRecent, rememberEntry } from './recent-entries.ts'
import { usePaletteEntries } from './use-palette-entries.ts'

const icons: Record<PaletteEntry['group'], ReactNode> = {
  Here: <Sparkles size={15} />,
  'Go to': <ArrowRight size={15} />,
  Jobs: <ListChecks size={15} />,
  Runs: <History size={15} />,
  Actions: <Sparkles size={15} />,
}

function keyOf(entry: PaletteEntry): string {
  return `${entry.group} ${entry.id}`
}

/** ⌘K: one field that finds every job, run and action. What was used lately comes first. */
export function Palette(props: { route: Route; openHelp: () => void; onClose: () => void }) {
  const { route, openHelp, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState<string | null>(null)
  const [recent] = useState(() => readRecent(window.localStorage))
  const entries = usePaletteEntries(route, openHelp)
  const shown = useMemo(() => rankEntries(entries, typed, recent), [entries, typed, recent])

  useEffect(() => {
    const before = document.activeElement
    if (dialog.current?.open === false) dialog.current.showModal()
    // A dialog that opens puts the focus on the first thing that can have it, which is not the field.
    dialog.current?.querySelector('input')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  function choose(entry: PaletteEntry): void {
    rememberEntry(window.localStorage, entry.id)
    onClose()
    entry.act()
  }

  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      aria-label="Find jobs, runs and actions"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return
        event.preventDefault()
        onClose()
      }}
    >
      <Command
        shouldFilter={false}
        loop
        label="Find"
        className={css.command}
        // What Enter does is settled with what is shown, however fast somebody types.
        value={marked ?? (shown[0] === undefined ? '' : keyOf(shown[0]))}
        onValueChange={setMarked}
      >
        <div className={css.search}>
          <Search size={16} aria-hidden="true" />
          <Command.Input
            value={typed}
            onValueChange={(text) => {
              setTyped(text)
              setMarked(null)
            }}
            placeholder="Find a job, a run or something to do"
            className={css.input}
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className={css.list} label="Found">
          {shown.map((entry) => (
            <Command.Item
              key={keyOf(entry)}
              value={keyOf(entry)}
              onSelect={() => choose(entry)}
              className={css.entry}
            >
              <span className={css.icon} aria-hidden="true">
                {icons[entry.group]}
              </span>
              <span className={css.label}>{entry.label}</span>
              <span className={css.detail}>{entry.detail ?? entry.group}</span>
            </Command.Item>
          ))}
          <Command.Empty className={css.nothing}>Nothing is called that.</Command.Empty>
        </Command.List>
      </Command>
    </dialog>
  )
}
