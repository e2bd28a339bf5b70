import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { stageTone, stageWords } from '../format/words.ts'
import { classNames } from './class-names.ts'
import { OutcomeMark } from './outcome-mark.tsx'
import css from './stage-graph.module.css'
import type { GraphStage, StageGraphProps } from './stage-graph.tsx'
import { inOrder, layOut, type PlacedGraph, type Size } from './stage-graph-layout.ts'

interface Node extends GraphStage {
  missing?: boolean
}

type Placed = PlacedGraph & { overflows: boolean }

/** The drawing itself; use `StageGraph`, which loads it. */
export function StageGraphDrawing({
  stages,
  selected = null,
  onSelect,
  label = 'Pipeline graph',
}: StageGraphProps) {
  const nodes = useMemo(() => inOrder(withMissing(stages)), [stages])
  const frame = useRef<HTMLDivElement>(null)
  const placed = usePlaced(frame, nodes)
  const [lastFocused, setLastFocused] = useState<string | null>(null)
  const marker = useId()
  const running = new Set(nodes.filter(({ status }) => status === 'running').map(({ name }) => name))
  const stop = nodes.find(({ name }) => name === (lastFocused ?? selected))?.name ?? nodes[0]?.name

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step]
    event.preventDefault()
    next?.focus()
  }

  return (
    <div ref={frame} className={css.frame} tabIndex={placed?.overflows && !onSelect ? 0 : undefined}>
      <div
        className={css.plane}
        style={placed === null ? undefined : { width: placed.width, height: placed.height }}
      >
        {placed && (
          <svg className={css.edges} width={placed.width} height={placed.height} aria-hidden="true">
            <defs>
              {['', '-active'].map((kind) => (
                <marker
                  key={kind}
                  id={marker + kind}
                  viewBox="0 0 8 8"
                  refX="7"
                  refY="4"
                  markerWidth="7"
                  markerHeight="7"
                  orient="auto"
                >
                  <path d="M1 1 7 4 1 7" className={classNames(css.edge, kind && css.edgeActive)} />
                </marker>
              ))}
            </defs>
            {placed.edges.map(({ from, to, path }) => (
              <path
                key={`${from} ${to}`}
                d={path}
                className={classNames(css.edge, running.has(to) && css.edgeActive)}
                markerEnd={`url(#${marker}${running.has(to) ? '-active' : ''})`}
              />
            ))}
          </svg>
        )}
        <ol className={css.nodes} aria-label={label} onKeyDown={onKeyDown}>
          {nodes.map((node) => {
            const place = placed?.nodes.get(node.name)
            return (
              <li
                key={node.name}
                data-node={node.name}
                className={classNames(css.place, !place && css.unplaced)}
                style={place && { left: place.x, top: place.y }}
              >
                {onSelect && !node.missing ? (
                  <button
                    type="button"
                    className={nodeClass(node)}
                    aria-pressed={selected === node.name}
                    tabIndex={node.name === stop ? 0 : -1}
                    onFocus={() => setLastFocused(node.name)}
                    onClick={() => onSelect(node.name)}
                  >
                    <NodeBody node={node} />
                  </button>
                ) : (
                  <div className={nodeClass(node)} role="img" aria-label={describe(node)}>
                    <NodeBody node={node} />
                  </div>
                )}
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}

function NodeBody({ node }: { node: Node }) {
  return (
    <>
      {node.status && <OutcomeMark tone={stageTone(node.status)} label={stageWords[node.status]} size={13} />}
      <span className={css.text}>
        <span className={css.name} title={node.name}>
          {node.name}
        </span>
        {node.detail && <span className={css.detail}>{node.detail}</span>}
      </span>
    </>
  )
}

const nodeClass = ({ status, missing }: Node) =>
  classNames(css.node, status && css[status], missing && css.missing)

/** `audit: running, opus, after review`. */
function describe({ name, status, detail, dependsOn, missing }: Node): string {
  if (missing) return `${name}: there is no such stage`
  const after = dependsOn.length > 0 && `after ${dependsOn.join(' and ')}`
  const parts = [status && stageWords[status].toLowerCase(), detail, after].filter(Boolean)
  return parts.length > 0 ? `${name}: ${parts.join(', ')}` : name
}

/** Names that stages wait for and that no stage has get a node, so that the fault is seen. */
function withMissing(stages: readonly GraphStage[]): Node[] {
  const unique = stages.filter(
    ({ name }, index) => stages.findIndex((other) => other.name === name) === index,
  )
  const names = new Set(unique.map(({ name }) => name))
  const missing = new Set(unique.flatMap(({ dependsOn }) => dependsOn.filter((name) => !names.has(name))))
  return [
    ...unique,
    ...[...missing].map((name) => ({ name, dependsOn: [], detail: 'no such stage', missing: true })),
  ]
}

/** Measures the nodes as they stand on the screen and lays them out; again when they or the room change. */
function usePlaced(frame: React.RefObject<HTMLDivElement | null>, nodes: readonly Node[]): Placed | null {
  const [placed, setPlaced] = useState<Placed | null>(null)
  const last = useRef('')
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const look = () => {
      const sizes = new Map<string, Size>()
      for (const item of element.querySelectorAll<HTMLElement>('[data-node]'))
        sizes.set(item.dataset.node!, { width: item.offsetWidth, height: item.offsetHeight })
      const gap = Number.parseFloat(getComputedStyle(element).columnGap) || 16
      const room = element.clientWidth
      const seen = JSON.stringify([
        room,
        gap,
        nodes.map(({ name, dependsOn }) => [name, dependsOn]),
        [...sizes],
      ])
      if (seen === last.current || room === 0) return
      last.current = seen
      const graph = layOut({ nodes, sizes, room, gap })
      setPlaced({ ...graph, overflows: graph.width > room })
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    for (const item of element.querySelectorAll('[data-node]')) observer.observe(item)
    return () => observer.disconnect()
  }, [frame, nodes])
  return placed
}
