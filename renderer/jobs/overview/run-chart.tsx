import { useLayoutEffect, useRef, useState } from 'react'
import type { RunPoint } from '../../../contract/index.ts'
import { addresses } from '../../app/route.ts'
import { goTo } from '../../app/router.ts'
import { formatDay } from '../../format/time.ts'
import { runTone, runWords } from '../../format/words.ts'
import type { Scale } from './chart-scale.ts'
import css from './job-overview.module.css'

const HEIGHT = 148
const TOP = 12
const BOTTOM = 22
const LEFT = 56
const RIGHT = 12
/** Wider bars say no more. */
const WIDEST = 18

/** One bar for each run, in their order; colour and foot say how it ended. */
export function RunChart({
  name,
  runs,
  amountOf,
  format,
  scale,
  formatStep = format,
}: {
  name: string
  runs: readonly RunPoint[]
  amountOf: (run: RunPoint) => number | null
  format: (value: number) => string
  scale: (max: number) => Scale
  /** How a value is written beside its line. */
  formatStep?: (value: number) => string
}) {
  const [box, width] = useWidth()
  const values = runs.map((run) => amountOf(run) ?? 0)
  const { step, lines } = scale(Math.max(0, ...values))
  const top = step * lines
  const plot = { width: Math.max(0, width - LEFT - RIGHT), height: HEIGHT - TOP - BOTTOM }
  const y = (value: number) => TOP + plot.height * (1 - value / top)
  const slot = plot.width / Math.max(runs.length, 12)
  const bar = Math.min(WIDEST, Math.max(1, slot * 0.7))
  const x = (index: number) => LEFT + slot * index + (slot - bar) / 2
  return (
    <div ref={box} className={css.chart}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={describe(name, runs, values, format)}>
          {Array.from({ length: lines + 1 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines stay where they are
            <g key={index}>
              <line
                className={css.grid}
                x1={LEFT}
                x2={width - RIGHT}
                y1={y(step * index)}
                y2={y(step * index)}
              />
              <text className={css.axis} x={LEFT - 8} y={y(step * index) + 3.5} textAnchor="end">
                {index === 0 ? '0' : formatStep(step * index)}
              </text>
            </g>
          ))}
          {runs.map((run, index) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the table below links to each run
            <g
              key={run.id}
              className={css.run}
              data-tone={runTone(run)}
              data-tip={`#${run.number} ${runWords(run)}, ${format(values[index]!)}, ${formatDay(run.queuedAt)}`}
              onClick={() => goTo(addresses.run(run.id))}
            >
              <rect
                className={css.area}
                x={LEFT + slot * index}
                y={TOP}
                width={slot}
                height={plot.height + 8}
              />
              <rect
                x={x(index)}
                y={y(values[index]!)}
                width={bar}
                height={Math.max(values[index]! > 0 ? 1.5 : 0, y(0) - y(values[index]!))}
                rx={Math.min(2, bar / 2)}
              />
              {runTone(run) !== 'succeeded' && (
                <rect x={x(index)} y={y(0) + 2} width={bar} height={3} rx={1} className={css.foot} />
              )}
            </g>
          ))}
          {ticks(runs).map(({ index, anchor }) => (
            <text
              key={index}
              className={css.axis}
              x={anchor === 'end' ? x(index) + bar : anchor === 'start' ? x(index) : x(index) + bar / 2}
              y={HEIGHT - 5}
              textAnchor={anchor}
            >
              {formatDay(runs[index]!.queuedAt)}
            </text>
          ))}
        </svg>
      )}
    </div>
  )
}

function ticks(runs: readonly RunPoint[]): { index: number; anchor: 'start' | 'middle' | 'end' }[] {
  if (runs.length < 8) return [{ index: 0, anchor: 'start' }]
  return [
    { index: 0, anchor: 'start' },
    { index: Math.floor((runs.length - 1) / 2), anchor: 'middle' },
    { index: runs.length - 1, anchor: 'end' },
  ]
}

function describe(
  name: string,
  runs: readonly RunPoint[],
  values: readonly number[],
  format: (value: number) => string,
): string {
  const least = format(Math.min(...values))
  const most = format(Math.max(...values))
  return `${name} of ${runs.length} runs, from ${least} to ${most}; the newest ${format(values.at(-1) ?? 0)}. As a table below.`
}

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    setWidth(element.clientWidth)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [box, width]
}
