import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

const DEBOUNCE_MS = 40

/**
 * Calls back some time after something happened to a file: written, replaced, removed or made. The folder is watched,
 * since editors replace files. Does not keep the process alive. The answer ends it.
 */
export function watchDocument(path: string, callback: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const name = basename(path)
  const watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
    if (changed !== null && changed !== name) return
    clearTimeout(timer)
    timer = setTimeout(callback, DEBOUNCE_MS).unref()
  })
  // Without a watcher a change is still seen at the next read, only later.
  watcher.on('error', () => watcher.close())
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
