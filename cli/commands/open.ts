import { defineCommand } from '../command.ts'
import { Failure } from '../failure.ts'
import { findHost, ovenFolder } from '../find-host.ts'
import { openInBrowser } from '../open-in-browser.ts'

export const open = defineCommand({
  summary: 'Prints a fresh address of the running oven’s window.',
  notes: 'The address carries a key that lets one browser in, once, within 15 minutes.',
  options: { browser: { summary: 'also open it in the default browser', short: 'b' } },
  need: 'none',
  examples: [
    ['oven open', 'print the address'],
    ['oven open --browser', 'and open it'],
  ],
  async run({ options, env }) {
    const folder = ovenFolder(env)
    const host = await findHost(folder)
    if (!host) {
      throw new Failure({
        exitCode: 3,
        code: 'NO_HOST',
        message: `No host is running on ${folder}.`,
        hint: 'Start one with `oven serve`, or start the app.',
      })
    }
    const response = await fetch(`http://127.0.0.1:${host.port}/session/key`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token}` },
    })
    if (!response.ok) {
      throw new Failure({
        exitCode: 3,
        code: 'NO_HOST',
        message: `What listens on port ${host.port} is not this oven (it answered ${response.status}).`,
        hint: 'Start the host again with `oven serve`.',
      })
    }
    const { address } = (await response.json()) as { address: string }
    if (options.browser) await openInBrowser(address, folder)
    return { data: { address }, print: (screen) => screen.line(address) }
  },
})
