import { defineCommand } from '../command.ts'
import { wrongUse } from '../failure.ts'
import { ovenFolder } from '../find-host.ts'
import { readNumber } from '../read-values.ts'

export const serve = defineCommand({
  summary: 'Runs the oven without a desktop: fires schedules, and serves the window to browsers.',
  notes:
    'Stops on Ctrl-C or SIGTERM; running containers go on and are taken up at the next start. A second Ctrl-C ends it at once.\nWith --json the first line on standard output is {"address", "url", "port", "pid", "home"}.',
  options: {
    port: { summary: 'port to listen on (3847); 0 takes a free one', value: 'port' },
    host: {
      summary: 'address to listen on (127.0.0.1); any other lets the network reach the oven, unencrypted',
      value: 'address',
    },
  },
  need: 'none',
  examples: [
    ['oven serve', 'on this machine only'],
    ['oven serve --port 0', 'on any free port'],
    ['oven serve --host 192.168.1.20', 'for the whole network: read the warning it prints'],
  ],
  async run({ options, json, env }) {
    const port = readNumber('--port', options.port) ?? 3847
    if (port < 0 || port > 65_535) throw wrongUse(`--port must be between 0 and 65535; ${port} is not.`)
    const { serveUntilStopped } = await import('../local-oven.ts')
    const exitCode = await serveUntilStopped({
      folder: ovenFolder(env),
      host: options.host ?? '127.0.0.1',
      port,
      json,
    })
    process.exit(exitCode)
  },
})
