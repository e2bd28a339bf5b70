/**
 * The types of an icon file's pictures by their size in pixels: plain ones, and those drawn for screens of twice the
 * density. Source: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 */
const TYPES: readonly { type: string; pixels: number }[] = [
  { type: 'icp4', pixels: 16 },
  { type: 'icp5', pixels: 32 },
  { type: 'ic11', pixels: 32 },
  { type: 'ic12', pixels: 64 },
  { type: 'ic07', pixels: 128 },
  { type: 'ic13', pixels: 256 },
  { type: 'ic08', pixels: 256 },
  { type: 'ic14', pixels: 512 },
  { type: 'ic09', pixels: 512 },
  { type: 'ic10', pixels: 1024 },
]

/** Puts PNG pictures, given by their size in pixels, into one icon file for macOS. */
export function encodeIcns(pngOf: (pixels: number) => Buffer): Buffer {
  const entries = TYPES.map(({ type, pixels }) => entry(type, pngOf(pixels)))
  return entry('icns', Buffer.concat(entries))
}

/** Four letters, the length with this header, the content. */
function entry(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(content.length + header.length, 4)
  return Buffer.concat([header, content])
}
