import { appendFileSync } from 'node:fs'
import { createDockerEngine } from '../../adapters/docker/docker-engine.ts'

/** A host to be killed: starts a container, writes its output to a file, and tells its parent when it has some. */
const [containerId, file] = process.argv.slice(2) as [string, string]
let received = 0
await createDockerEngine().startContainer(containerId, {
  stdin: null,
  sink: {
    write(_stream, bytes) {
      appendFileSync(file, bytes)
      received += bytes.length
      if (received > 100_000) process.send?.('enough')
    },
  },
})
