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
 * What only the desktop can do. Served to its own windows over their second port, never over HTTP: whoever has no such port
 * has no desktop.
 */
export const desktopContract = {
  loginItem: {
    show: oc.output(LoginItem),
    set: oc.input(z.object({ openAtLogin: z.boolean() })).output(LoginItem),
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
