import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import css from './copy-command.module.css'

/** A command to run elsewhere, with a button that copies it. */
export function CopyCommand({ command }: { command: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <span className={css.command}>
      <code>{command}</code>
      <Button
        kind="quiet"
        aria-label={copied ? 'Copied' : `Copy “${command}”`}
        icon={copied ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => navigator.clipboard.writeText(command).then(() => setCopied(true))}
      />
    </span>
  )
}
