import { readFileSync } from 'node:fs'
import type { NativeImage as RealImage, nativeImage as RealNativeImage, Size } from 'electron'

const PNG_SIGNATURE = '89504e470d0a1a0a'

/** An image as far as the app looks at it. As in Electron, a file that is missing or no image makes an empty one. */
export class NativeImage {
  readonly path: string
  readonly #size: Size
  #isTemplate: boolean

  constructor(path: string) {
    this.path = path
    this.#size = pngSize(path)
    this.#isTemplate = /Template(@\dx)?\.png$/.test(path)
  }

  isEmpty(): boolean {
    return this.#size.width === 0
  }

  getSize(): Size {
    return this.#size
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option
  }

  isTemplateImage(): boolean {
    return this.#isTemplate
  }
}

/** Width and height stand in the first chunk (https://www.w3.org/TR/png-3/#11IHDR). */
function pngSize(path: string): Size {
  try {
    const bytes = readFileSync(path)
    if (bytes.toString('hex', 0, 8) !== PNG_SIGNATURE) return { width: 0, height: 0 }
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  } catch {
    return { width: 0, height: 0 }
  }
}

export const nativeImage = { createFromPath: (path: string) => new NativeImage(path) }

nativeImage satisfies Record<
  keyof Pick<typeof RealNativeImage, 'createFromPath'>,
  (path: string) => NativeImage
>
NativeImage satisfies new (
  path: string,
) => Pick<RealImage, 'isEmpty' | 'getSize' | 'setTemplateImage' | 'isTemplateImage'>
