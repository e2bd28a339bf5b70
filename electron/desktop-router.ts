import { implement } from '@orpc/server'
import type { App, Shell } from 'electron'
import { type CommandLink, desktopContract } from '../contract/desktop.ts'
import { readLoginItem, setLoginItem } from './login-item.ts'
import type { Notices } from './notices.ts'
import type { Updates } from './updates.ts'

/** What the desktop's own operations need. Each `reveal` and `open` acts on this machine's screen. */
export interface DesktopServices {
  app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
  shell: Pick<Shell, 'openPath'>
  platform: string
  home: string
  notices: Notices
  updates: Pick<Updates, 'watch' | 'check' | 'install'>
  command: { show(): CommandLink; install(): CommandLink; remove(): CommandLink }
  copyDiagnostics: () => Promise<string>
  openWindow: (page: string | null) => void
  popover: { fit(height: number): number; hide(): void }
}

const desktop = implement(desktopContract).$context<DesktopServices>()

export const desktopRouter = desktop.router({
  loginItem: {
    show: desktop.loginItem.show.handler(({ context }) => readLoginItem(context)),
    set: desktop.loginItem.set.handler(({ context, input }) => setLoginItem({ ...context, ...input })),
  },
  updates: {
    watch: desktop.updates.watch.handler(({ context, signal }) => context.updates.watch(signal)),
    check: desktop.updates.check.handler(({ context }) => context.updates.check()),
    install: desktop.updates.install.handler(({ context }) => context.updates.install()),
  },
  command: {
    show: desktop.command.show.handler(({ context }) => context.command.show()),
    install: desktop.command.install.handler(({ context }) => context.command.install()),
    remove: desktop.command.remove.handler(({ context }) => context.command.remove()),
  },
  diagnostics: {
    copy: desktop.diagnostics.copy.handler(async ({ context }) => ({
      text: await context.copyDiagnostics(),
    })),
  },
  notices: {
    watch: desktop.notices.watch.handler(({ context, signal }) => context.notices.watch(signal)),
    dismiss: desktop.notices.dismiss.handler(({ context, input }) => ({
      dismissed: context.notices.dismiss(input.id),
    })),
  },
  folder: {
    reveal: desktop.folder.reveal.handler(async ({ context }) => {
      const problem = await context.shell.openPath(context.home)
      if (problem !== '') throw new Error(`The folder could not be shown: ${problem}`)
      return { path: context.home }
    }),
  },
  popover: {
    fit: desktop.popover.fit.handler(({ context, input }) => ({ height: context.popover.fit(input.height) })),
    hide: desktop.popover.hide.handler(({ context }) => context.popover.hide()),
  },
  window: {
    open: desktop.window.open.handler(({ context, input }) => context.openWindow(input.page)),
  },
})
