import { type Browser, chromium } from 'playwright-core'

let launching: Promise<Browser> | null = null

/** Debian's chromium, one for all windows of the process; `CHROMIUM_PATH` names another. */
export function openChromium(): Promise<Browser> {
  launching ??= chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return launching
}

export async function closeChromium(): Promise<void> {
  const browser = launching
  launching = null
  await (await browser)?.close()
}
