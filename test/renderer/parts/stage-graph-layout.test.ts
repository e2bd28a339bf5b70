import { describe, expect, it } from 'vitest'
import {
  inOrder,
  type LayoutRequest,
  layOut,
  smoothPath,
} from '../../../renderer/parts/stage-graph-layout.ts'

const size = { width: 120, height: 36 }

function request(stages: Record<string, string[]>, room: number): LayoutRequest {
  const nodes = Object.entries(stages).map(([name, dependsOn]) => ({ name, dependsOn }))
  return { nodes, sizes: new Map(nodes.map(({ name }) => [name, size])), room, gap: 16 }
}

const diamond = { review: [], audit: ['review'], docs: ['review'], report: ['audit', 'docs'] }

describe('the layout of a stage graph', () => {
  it('goes from left to right where that fits', () => {
    const { direction, nodes, edges, width, height } = layOut(request(diamond, 1000))
    expect(direction).toBe('LR')
    const x = (name: string) => nodes.get(name)!.x
    expect(x('review')).toBeLessThan(x('audit'))
    expect(x('audit')).toBe(x('docs'))
    expect(x('docs')).toBeLessThan(x('report'))
    expect(edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      'audit report',
      'docs report',
      'review audit',
      'review docs',
    ])
    for (const { x, y } of nodes.values()) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(x + size.width).toBeLessThanOrEqual(width)
      expect(y + size.height).toBeLessThanOrEqual(height)
    }
  })

  it('goes from top to bottom in a narrow room, without overlaps', () => {
    const { direction, nodes, width } = layOut(request(diamond, 320))
    expect(direction).toBe('TB')
    expect(width).toBeLessThanOrEqual(320)
    const places = [...nodes.values()]
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        const apart = Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height
        expect(apart).toBe(true)
      }
    }
  })

  it('takes the narrower way where neither fits', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`s${index}`, [] as string[]]))
    expect(layOut(request(many, 320)).direction).toBe('LR')
  })

  it('draws circles, repeated names and a stage that waits for itself', () => {
    const { nodes, edges } = layOut(request({ a: ['b', 'b'], b: ['a'], c: ['c'] }, 1000))
    expect(nodes.size).toBe(3)
    expect(edges).toHaveLength(2)
  })
})

it('orders stages after those they wait for, and loses none in a circle', () => {
  const stage = (name: string, ...dependsOn: string[]) => ({ name, dependsOn })
  const names = (stages: ReturnType<typeof stage>[]) => inOrder(stages).map(({ name }) => name)
  expect(names([stage('c', 'b'), stage('b', 'a'), stage('a')])).toEqual(['a', 'b', 'c'])
  expect(names([stage('x', 'y'), stage('y', 'x'), stage('a', 'gone')])).toEqual(['a', 'x', 'y'])
})

it('writes a path through its ends', () => {
  expect(smoothPath([{ x: 0, y: 0 }])).toBe('')
  expect(
    smoothPath([
      { x: 0, y: 0 },
      { x: 10, y: 5 },
    ]),
  ).toBe('M0,0L10,5')
  expect(
    smoothPath([
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 10, y: 5 },
    ]),
  ).toBe('M0,0Q5,0 10,5')
})
