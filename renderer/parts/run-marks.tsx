import type { RunMark } from '../../contract/index.ts'
import { formatDuration } from '../format/duration.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { formatClock, formatDay } from '../format/time.ts'
import { runTone, runWords, type Tone } from '../format/words.ts'
import { classNames } from './class-names.ts'
import css from './run-marks.module.css'

/** Between the marks' middles, in CSS pixels. */
const STEP = 9
const HEIGHT = 12

/** The newest runs of a job as a row of shapes, the newest at the end; empty places for runs there are not. */
export function RunMarks({ runs, places = 20 }: { runs: readonly RunMark[] | undefined; places?: number }) {
  const shown = (runs ?? []).slice(-places)
  const first = places - shown.length
  return (
    <svg
      className={css.marks}
      width={places * STEP}
      height={HEIGHT}
      viewBox={`0 0 ${places * STEP} ${HEIGHT}`}
      role="img"
      aria-label={runs === undefined ? 'Its runs are being fetched' : describeMarks(shown)}
    >
      {Array.from({ length: first }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty places are all alike
        <circle key={index} className={css.none} cx={index * STEP + STEP / 2} cy={HEIGHT / 2} r="1" />
      ))}
      {shown.map((run, index) => {
        const tone = runTone(run)
        return (
          <g
            key={run.id}
            className={classNames(css[tone], run.rehearsal && css.rehearsal)}
            transform={`translate(${(first + index) * STEP + STEP / 2} ${HEIGHT / 2})`}
            data-tip={tipOf(run)}
          >
            <rect className={css.area} x={-STEP / 2} y={-HEIGHT / 2} width={STEP} height={HEIGHT} />
            {shapes[tone]}
          </g>
        )
      })}
    </svg>
  )
}

const shapes: Record<Tone, React.ReactNode> = {
  succeeded: <circle r="3" className={css.fill} />,
  failed: <path d="m-2.8-2.8 5.6 5.6m0-5.6-5.6 5.6" className={css.stroke} />,
  attention: <path d="M0-3.4 3.6 3H-3.6Z" className={css.fill} />,
  waiting: <circle r="2.6" className={css.ring} />,
  active: (
    <>
      <circle r="3" className={css.ring} />
      <path d="M0-2a2 2 0 0 1 0 4Z" className={css.fill} />
    </>
  ),
  skipped: <path d="M-2.6 0h5.2" className={css.stroke} />,
  stopped: <rect x="-2.5" y="-2.5" width="5" height="5" rx="1" className={css.ring} />,
}

function tipOf(run: RunMark): string {
  const when = `${formatDay(run.queuedAt)} ${formatClock(run.queuedAt)}`
  const took = run.durationMs === null ? '' : ` in ${formatDuration(run.durationMs)}`
  return `#${run.number} ${runWords(run)}${took}, ${when}${run.rehearsal ? ' (rehearsal)' : ''}`
}

/** `Last 20 runs: 17 succeeded, 3 failed. The newest failed.` */
export function describeMarks(runs: readonly RunMark[]): string {
  const newest = runs.at(-1)
  if (newest === undefined) return 'It has not run yet'
  const counts = new Map<string, number>()
  for (const run of runs) {
    const words = runWords(run).toLowerCase()
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  const list = [...counts].map(([words, count]) => `${count} ${words}`).join(', ')
  return `Last ${formatNumberOf(runs.length, 'run')}: ${list}. The newest: ${runWords(newest).toLowerCase()}.`
}
