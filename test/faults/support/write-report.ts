import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figures, figuresFolder } from './figures.ts'

/*
 * Puts the figures of the latest long run into docs/reliability.md, between its two marks. Run it with
 * `node test/faults/support/write-report.ts` after `npm run test:faults`.
 */
const report = new URL('../../../docs/reliability.md', import.meta.url).pathname
const begin = '<!-- figures of the long run: written by test/faults/support/write-report.ts -->'
const end = '<!-- end of figures -->'

const folder = join(figuresFolder, 'long')
const names = existsSync(folder) ? readdirSync(folder).sort() : []
if (names.length === 0) {
  console.error(`There are no figures in ${folder}: run \`npm run test:faults\` first.`)
  process.exit(1)
}
const all = names.map(
  (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Figures & { at: string },
)
const rows = all.map(({ title, figures }) => {
  const said = Object.entries(figures).map(
    ([what, value]) => `${what}: **${typeof value === 'number' ? value.toLocaleString('en') : value}**`,
  )
  return `| ${title} | ${said.join(' · ')} |`
})
const seeds = [...new Set(all.flatMap(({ seed }) => seed ?? []))].join(', ')
const dates = [...new Set(all.map(({ at }) => at.slice(0, 10)))].join(', ')
const text = readFileSync(report, 'utf8')
const [before, rest] = text.split(begin)
const after = rest?.split(end)[1]
if (before === undefined || after === undefined) {
  console.error(`${report} lacks the marks that the figures stand between.`)
  process.exit(1)
}
const table = ['| what was done | how often, and what came of it |', '| --- | --- |', ...rows].join('\n')
writeFileSync(report, `${before}${begin}\n\nOf ${dates}, seed ${seeds}.\n\n${table}\n\n${end}${after}`)
console.log(`${names.length} rows written into docs/reliability.md`)
