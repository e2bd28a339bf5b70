import { Download, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { toRefusal } from '../../connection/refusal.ts'
import { formatBytes } from '../../format/quantities.ts'
import { Button } from '../../parts/button.tsx'
import { useToasts } from '../../parts/toasts.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { saveFile } from './save-file.ts'

/** Saves a file of a run. While it is fetched it says how far it is, and stops when pressed again. */
export function DownloadButton({
  label,
  name,
  pieces,
}: {
  label: string
  name: string
  pieces: (signal: AbortSignal) => AsyncIterable<BlobPart>
}) {
  const [bytes, setBytes] = useState<number | null>(null)
  const fetching = useRef<AbortController | null>(null)
  const toasts = useToasts()
  useEffect(() => () => fetching.current?.abort(), [])

  const save = async () => {
    const stop = new AbortController()
    fetching.current = stop
    setBytes(0)
    try {
      await saveFile(name, pieces(stop.signal), setBytes)
    } catch (error) {
      if (stop.signal.aborted) return
      const { message, hint } = toRefusal(error)
      toasts.show({ tone: 'attention', message, hint })
    } finally {
      setBytes(null)
    }
  }
  if (bytes !== null)
    return (
      <Button kind="quiet" icon={<X size={14} />} onClick={() => fetching.current?.abort()}>
        {formatBytes(bytes)}
      </Button>
    )
  return (
    <Button
      kind="quiet"
      aria-label={label}
      icon={<Download size={14} />}
      onClick={() => void save()}
      {...tip(label)}
    />
  )
}
