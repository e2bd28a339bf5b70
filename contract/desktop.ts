import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'

/**
 * Whether the app starts with the user's session. `requires-approval`: macOS waits for the user to allow it in
 * System Settings. `unsupported`: this system has no login items.
 */
export const LoginItem = z.object({
  status: z.enum(['off', 'on', 'requires-approval', 'unsupported']),
  hint: z.string().nullable(),
})
export type LoginItem = z.infer<typeof LoginItem>

/** A message that could not be shown as a native notification, for the window to show instead. */
export const Notice = z.object({
  id: z.number(),
  title: z.string(),
  body: z.string(),
  runId: z.string().nullable(),
  jobId: z.string().nullable(),
  at: z.string(),
})
export type Notice = z.infer<typeof Notice>

/**
 * How it stands with newer versions. `waiting`: downloaded, and installed when no run is at work. `unsupported`: this
 * build cannot update itself, `problem` says why.
 */
export const UpdateState = z.object({
  status: z.enum([
    'unsupported',
    'idle',
    'checking',
    'available',
    'downloading',
    'waiting',
    'installing',
    'failed',
  ]),
  current: z.string(),
  /** The newer version, once one was found. */
  offered: z.string().nullable(),
  percent: z.number().nullable(),
  checkedAt: z.string().nullable(),
  problem: z.string().nullable(),
})
export type UpdateState = z.infer<typeof UpdateState>

/**
 * Whether terminals find the app's command `oven`. `outdated`: a link of the app when it lay elsewhere. `taken`: another
 * program has the name. `path` is where it is or would be; null where no folder may be written to.
 */
export const CommandLink = z.object({
  status: z.enum(['installed', 'absent', 'outdated', 'taken', 'unsupported']),
  path: z.string().nullable(),
  /** What it leads to. */
  target: z.string().nullable(),
  hint: z.string().nullable(),
})
export type CommandLink = z.infer<typeof CommandLink>

/**
 * What only the desktop can do. Served to its own windows over their second port, never over HTTP: whoever has no such port
 * has no desktop.
 */
export const desktopContract = {
  loginItem: {
    show: oc.output(LoginItem),
    set: oc.input(z.object({ openAtLogin: z.boolean() })).output(LoginItem),
  },
  updates: {
    /** How it stands now, then every change of it. */
    watch: oc.output(eventIterator(UpdateState)),
    /** Looks for a newer version; downloads nothing. */
    check: oc.output(UpdateState),
    /** Downloads what is offered, and installs it when no run is at work. */
    install: oc.output(UpdateState),
  },
  /** The command `oven` in terminals. */
  command: {
    show: oc.output(CommandLink),
    install: oc.output(CommandLink),
    remove: oc.output(CommandLink),
  },
  diagnostics: {
    /** Puts what helps to find a fault onto the clipboard, without secrets. */
    copy: oc.output(z.object({ text: z.string() })),
  },
  notices: {
    /** Those nobody has dismissed yet, then new ones. */
    watch: oc.output(eventIterator(Notice)),
    dismiss: oc.input(z.object({ id: z.number() })).output(z.object({ dismissed: z.boolean() })),
  },
  folder: {
    /** Shows the oven's own folder in the Finder. */
    reveal: oc.output(z.object({ path: z.string() })),
  },
  popover: {
    /** Makes the popover as high as its content, in CSS pixels; within its limits. */
    fit: oc.input(z.object({ height: z.number().positive() })).output(z.object({ height: z.number() })),
    hide: oc,
  },
  window: {
    /** Opens the main window, at a page when one is given (the part of its address after `#`). */
    open: oc.input(z.object({ page: z.string().startsWith('/').nullable() })),
  },
}
