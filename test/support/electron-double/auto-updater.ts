import { EventEmitter } from 'node:events'
import type { FeedURLOptions, AutoUpdater as RealUpdater } from 'electron'
import { app } from './app.ts'
import { world } from './world.ts'

/**
 * Squirrel.Mac's half of an update, as electron-updater uses it: asks the feed it was given for the address of a zip, fetches
 * that, and swaps the app when told to quit. What it fetched is kept in `world.update`, no signature is looked at.
 */
class AutoUpdater extends EventEmitter {
  #feed: FeedURLOptions | null = null

  setFeedURL(options: FeedURLOptions): void {
    this.#feed = options
  }

  checkForUpdates(): void {
    void this.#fetch()
  }

  quitAndInstall(): void {
    world.update.isInstalled = true
    this.emit('before-quit-for-update')
    // Electron closes the windows before it quits, as on no other way to its end.
    for (const window of [...world.windows]) window.close()
    app.quit()
  }

  async #fetch(): Promise<void> {
    try {
      const { url, headers } = this.#feed!
      const answer = (await (await fetch(url, { headers })).json()) as { url: string }
      const zip = await fetch(answer.url, { headers })
      world.update.bytes = Buffer.from(await zip.arrayBuffer())
      this.emit('update-downloaded', {}, '', '', new Date(), answer.url)
    } catch (error) {
      this.emit('error', error)
    }
  }
}

export const autoUpdater = new AutoUpdater()

autoUpdater satisfies Pick<RealUpdater, 'setFeedURL' | 'checkForUpdates' | 'quitAndInstall'>
