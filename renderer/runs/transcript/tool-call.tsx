import type { TranscriptEntry } from '../../../contract/index.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import css from './transcript-row.module.css'

/** Words that fit beside the tool's name; a longer call is opened to be read whole. */
const SHORT = 110
/** Where every run's repository lies in its container: on one line it says nothing. */
const WORKPLACE = /\/workspace\/repo\/(?:\.agent-pipeline\/worktrees\/[^/\s]+\/)?/g

/** A call of a tool: its name and what it was called with, the failure where there was one. Long calls open. */
export function ToolCall({ entry, failure }: { entry: TranscriptEntry; failure: TranscriptEntry | null }) {
  const input = withoutTool(entry)
  const line = input.replace(WORKPLACE, '').replace(/\s+/g, ' ')
  const label = (
    <span className={css.call}>
      <span className={css.toolName}>{entry.tool ?? 'tool'}</span>
      {failure !== null && <OutcomeMark tone="failed" label="The call failed" size={11} />}
      <code className={css.input}>{line}</code>
    </span>
  )
  if (failure === null && line.length <= SHORT && line === input.replace(WORKPLACE, ''))
    return <div className={css.tool}>{label}</div>
  return (
    <div className={css.tool}>
      <Disclosure label={label}>
        <div className={css.whole}>
          {input !== '' && <CallText title="Called with" text={input} />}
          {failure !== null && <CallText title="Came back as an error" text={failure.text} isError />}
        </div>
      </Disclosure>
    </div>
  )
}

function CallText({ title, text, isError = false }: { title: string; text: string; isError?: boolean }) {
  return (
    <div>
      <p className={css.aside}>{title}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={css.callText} data-error={isError ? '' : undefined} tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}

/** What the tool was called with; its name stands before it already. */
function withoutTool({ tool, text }: TranscriptEntry): string {
  return tool !== null && text.startsWith(`${tool} `)
    ? text.slice(tool.length + 1)
    : text === tool
      ? ''
      : text
}
