import { randomBytes } from 'node:crypto'
import { openTestOven } from '../test/support/open-test-oven.ts'
import { ensureTinyImage } from '../test/support/tiny-image.ts'
import { type Bench, median } from './measure.ts'

const MIB = 1024 * 1024
const ROUNDS = 5
const SPEAK = `yes 'a line of output, as programs write them, some sixty bytes long' | head -c ${100 * MIB}`

/** A hundred mebibytes of output with ten secrets to look for, a key of many lines among them, beside none. */
export const masking: Bench = {
  name: 'masking',
  async run() {
    const image = await ensureTinyImage()
    const oven = await openTestOven()
    const names = Array.from({ length: 10 }, (_, index) => `SECRET_${index}`)
    for (const [index, name] of names.entries()) {
      await oven.services.secrets.set({ name, value: index === 0 ? keyFile() : secret(index) })
    }
    oven.add({ id: 'without', image, command: ['sh', '-c', SPEAK] })
    oven.add({ id: 'with', image, command: ['sh', '-c', SPEAK], secrets: names })
    const spent: Record<string, number[]> = { without: [], with: [] }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const id of ['without', 'with']) {
        const before = process.cpuUsage()
        const run = await oven.bake(id)
        const { user, system } = process.cpuUsage(before)
        if (run.outcome !== 'succeeded' || run.logBytes < 100 * MIB) throw new Error('the log is not whole')
        spent[id]!.push((user + system) / 1000)
      }
    }
    await oven.close()
    return [
      {
        what: '100 MiB of output with ten secrets, processor time of the host',
        ours: median(spent.with!) / 1000,
        reference: median(spent.without!) / 1000,
        referenceName: 'without secrets',
        unit: 's',
        goal: '≤ 1.5 ×',
      },
    ]
  },
}

const secret = (index: number) => randomBytes(20 + index).toString(index % 2 === 0 ? 'base64' : 'hex')

function keyFile(): string {
  const text = randomBytes(1200).toString('base64').replace(/.{64}/g, '$&\n')
  return `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`
}
