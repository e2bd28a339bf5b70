/** How much is gathered before it is handed to the browser, which keeps it outside of the page's memory. */
const PART_BYTES = 16 * 2 ** 20

/**
 * Gathers a file from its pieces and has the browser save it. Nothing of it is opened: it is saved as bytes, whatever it
 * holds. `onProgress` is told the bytes so far.
 */
export async function saveFile(
  name: string,
  pieces: AsyncIterable<BlobPart>,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const parts: Blob[] = []
  let open: BlobPart[] = []
  let openBytes = 0
  let bytes = 0
  for await (const piece of pieces) {
    const size =
      typeof piece === 'string' ? piece.length : piece instanceof Blob ? piece.size : piece.byteLength
    open.push(piece)
    openBytes += size
    bytes += size
    onProgress(bytes)
    if (openBytes < PART_BYTES) continue
    parts.push(new Blob(open))
    open = []
    openBytes = 0
  }
  const blob = new Blob([...parts, ...open], { type: 'application/octet-stream' })
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The bytes of a piece that came as base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}
