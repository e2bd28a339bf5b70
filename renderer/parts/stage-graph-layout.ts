import { type Edge, Graph, layout } from '@dagrejs/dagre'

/** Width and height in CSS pixels. */
export interface Size {
  width: number
  height: number
}

export interface GraphNode {
  name: string
  dependsOn: readonly string[]
}

export interface PlacedEdge {
  from: string
  to: string
  /** An SVG path from the one stage's border to the other's. */
  path: string
}

/** Where everything goes, in CSS pixels from the top left. */
export interface PlacedGraph extends Size {
  direction: 'LR' | 'TB'
  /** The top left corner of each node. */
  nodes: Map<string, { x: number; y: number }>
  edges: PlacedEdge[]
}

export interface LayoutRequest {
  nodes: readonly GraphNode[]
  /** As measured on the screen. */
  sizes: ReadonlyMap<string, Size>
  /** The width there is. */
  room: number
  /** The distance between nodes that stand beside each other; between ranks it is twice that. */
  gap: number
}

/** Lays a graph out from left to right, or from top to bottom where only that fits, or needs less width. */
export function layOut(request: LayoutRequest): PlacedGraph {
  const across = place(request, 'LR')
  if (across.width <= request.room) return across
  const down = place(request, 'TB')
  return down.width <= across.width ? down : across
}

function place({ nodes, sizes, gap }: LayoutRequest, direction: 'LR' | 'TB'): PlacedGraph {
  const graph = new Graph()
  graph.setGraph({
    rankdir: direction,
    nodesep: gap,
    ranksep: gap * 2,
    edgesep: gap / 2,
    acyclicer: 'greedy',
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { name } of nodes) graph.setNode(name, { ...(sizes.get(name) ?? { width: 0, height: 0 }) })
  for (const { name, dependsOn } of nodes) {
    for (const before of new Set(dependsOn))
      if (before !== name && graph.hasNode(before)) graph.setEdge(before, name)
  }
  layout(graph)
  const placed = new Map(
    nodes.map(({ name }) => {
      const { x = 0, y = 0, width, height } = graph.node(name)
      return [name, { x: x - width / 2, y: y - height / 2 }]
    }),
  )
  const edges = graph.edges().map(({ v, w }: Edge) => ({
    from: v,
    to: w,
    path: smoothPath(graph.edge(v, w).points ?? []),
  }))
  const { width = 0, height = 0 } = graph.graph()
  return { direction, nodes: placed, edges, width: Math.ceil(width), height: Math.ceil(height) }
}

/** Through the first and the last point, rounded at those between. */
export function smoothPath(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points
  const last = rest.pop()
  if (first === undefined || last === undefined) return ''
  let path = `M${at(first)}`
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1] ?? last
    const end = index === rest.length - 1 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    path += `Q${at(point)} ${at(end)}`
  }
  return rest.length === 0 ? `${path}L${at(last)}` : path
}

const at = ({ x, y }: { x: number; y: number }) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`

/** Stages in an order in which each comes after those it waits for; what waits in a circle keeps its place. */
export function inOrder<T extends GraphNode>(nodes: readonly T[]): T[] {
  const names = new Set(nodes.map(({ name }) => name))
  const done = new Set<string>()
  const ordered: T[] = []
  let waiting = [...nodes]
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) =>
      dependsOn.every((name) => done.has(name) || !names.has(name)),
    )
    const next = ready.length > 0 ? ready : waiting
    ordered.push(...next)
    for (const { name } of next) done.add(name)
    waiting = waiting.filter((node) => !next.includes(node))
  }
  return ordered
}
