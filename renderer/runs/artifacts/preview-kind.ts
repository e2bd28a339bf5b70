const IMAGES: Record<string, string> = {
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}
const TEXTS = new Set(
  'cfg conf css csv diff go html ini java js json jsonl log md ndjson patch py rb rs sh sql svg toml ts tsv tsx txt xml yaml yml'.split(
    ' ',
  ),
)

/** How much of a file is fetched to be looked at. */
export const PREVIEW_BYTES = { text: 256 * 1024, image: 8 * 1024 * 1024 }

/**
 * How a file can be looked at by its name: as plain text (markup too: nothing of it is rendered), as one of the image
 * formats that hold nothing but pixels, or not at all.
 */
export function previewKind(path: string): { kind: 'text' } | { kind: 'image'; mediaType: string } | null {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  const mediaType = IMAGES[ending]
  if (mediaType !== undefined) return { kind: 'image', mediaType }
  return TEXTS.has(ending) ? { kind: 'text' } : null
}
