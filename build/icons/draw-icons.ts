import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { encodeIcns } from './encode-icns.ts'

// Draws the icons from the SVG sources beside this file: `node build/icons/draw-icons.ts`. The results are committed,
// so it is needed only after a source changed. Chromium (CHROMIUM_PATH, else Debian's) does the drawing.

const folder = import.meta.dirname
const TRAY_ICONS = ['trayTemplate', 'trayBakingTemplate', 'trayAttentionTemplate']
const APP_SIZES = [16, 32, 64, 128, 256, 512, 1024]

async function drawSvg(page: Page, source: string, pixels: number): Promise<Buffer> {
  const svg = readFileSync(join(folder, 'source', `${source}.svg`), 'utf8')
  await page.setViewportSize({ width: pixels, height: pixels })
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${pixels}px;height:${pixels}px}</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true })
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
})
const page = await browser.newPage()
for (const name of TRAY_ICONS) {
  writeFileSync(join(folder, 'tray', `${name}.png`), await drawSvg(page, name, 16))
  writeFileSync(join(folder, 'tray', `${name}@2x.png`), await drawSvg(page, name, 32))
}
const drawn = new Map<number, Buffer>()
for (const pixels of APP_SIZES) drawn.set(pixels, await drawSvg(page, 'app', pixels))
await browser.close()

writeFileSync(
  join(folder, 'app', 'icon.icns'),
  encodeIcns((pixels) => drawn.get(pixels)!),
)
writeFileSync(join(folder, 'app', 'icon.png'), drawn.get(512)!)
console.log(`drew ${TRAY_ICONS.length * 2} tray icons and the app's icon`)
