import { text } from 'node:stream/consumers'

/** `proxy` lets a run out; `probe` tries to get out past it. Both take their settings as JSON over standard input. */
const settings = JSON.parse(await text(process.stdin))
if (process.argv[2] === 'probe') {
  const { probe } = await import('./probe.js')
  process.stdout.write(`${JSON.stringify({ t: 'probe', ...(await probe(settings)) })}\n`, () =>
    process.exit(0),
  )
} else {
  const { startProxy } = await import('./proxy.js')
  await startProxy(settings)
}
