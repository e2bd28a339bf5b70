import { ArrowDown, ArrowUp, CaseSensitive, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { usePageKeys } from '../../app/keyboard.ts'
import { Button } from '../../parts/button.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import css from './log-search-bar.module.css'
import { describeSearch, type LogSearcher, type SearchSnapshot } from './log-searcher.ts'

/** So that a word is searched for, and not each of its letters. */
const TYPING_MS = 180

/** Looks for words in the whole log: field, count, the places before and after. */
export function LogSearchBar({ searcher, snapshot }: { searcher: LogSearcher; snapshot: SearchSnapshot }) {
  const [text, setText] = useState(snapshot.query.text)
  const [matchCase, setMatchCase] = useState(snapshot.query.matchCase)
  const asked = useRef(snapshot.query)

  useEffect(() => {
    if (asked.current.text === text && asked.current.matchCase === matchCase) return
    const timer = setTimeout(() => {
      asked.current = { text, matchCase }
      searcher.begin({ text, matchCase })
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [searcher, text, matchCase])

  usePageKeys({ n: () => searcher.step(1), N: () => searcher.step(-1) })
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      searcher.step(event.shiftKey ? -1 : 1)
    }
    if (event.key === 'Escape' && text !== '') {
      event.stopPropagation()
      setText('')
    }
  }
  const has = snapshot.matches.length > 0
  return (
    <search className={css.bar}>
      <TextInput
        type="search"
        className={css.field}
        aria-label="Search the log"
        placeholder="Search the log"
        data-filter=""
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <Button
        kind="quiet"
        aria-label="Match capitals"
        aria-pressed={matchCase}
        icon={<CaseSensitive size={16} />}
        onClick={() => setMatchCase(!matchCase)}
        {...tip('Match capitals')}
      />
      <span className={css.count} role="status">
        {describeSearch(snapshot)}
      </span>
      {text !== '' && (
        <span className={css.steps}>
          <Button
            kind="quiet"
            disabled={!has}
            aria-label="Previous match"
            icon={<ArrowUp size={14} />}
            onClick={() => searcher.step(-1)}
            {...tip('Previous match (N)')}
          />
          <Button
            kind="quiet"
            disabled={!has}
            aria-label="Next match"
            icon={<ArrowDown size={14} />}
            onClick={() => searcher.step(1)}
            {...tip('Next match (n)')}
          />
          <Button
            kind="quiet"
            aria-label="Clear the search"
            icon={<X size={14} />}
            onClick={() => setText('')}
          />
        </span>
      )}
    </search>
  )
}
