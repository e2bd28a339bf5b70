import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type HeapItem, MinHeap } from '../../../core/schedule/min-heap.ts'

test('the earliest comes out first, whatever was put in and taken out of the middle', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('push' as const), value: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ type: fc.constant('pop' as const), value: fc.constant(0) }),
    fc.record({ type: fc.constant('remove' as const), value: fc.nat() }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new MinHeap<HeapItem>()
      const model: HeapItem[] = []
      const takeOut = (item: HeapItem) => model.splice(model.indexOf(item), 1)
      for (const { type, value } of steps) {
        if (type === 'push') {
          const item = { dueAt: value, heapIndex: -1 }
          heap.push(item)
          model.push(item)
        } else if (type === 'pop') {
          const earliest = model.length === 0 ? undefined : Math.min(...model.map(({ dueAt }) => dueAt))
          const popped = heap.pop()
          expect(popped?.dueAt).toBe(earliest)
          if (popped) takeOut(popped)
        } else if (model.length > 0) {
          const item = model[value % model.length]!
          heap.remove(item)
          takeOut(item)
          expect(item.heapIndex).toBe(-1)
          heap.remove(item)
        }
        expect(heap.size).toBe(model.length)
      }
      const rest: number[] = []
      for (let item = heap.pop(); item !== undefined; item = heap.pop()) rest.push(item.dueAt)
      expect(rest).toEqual(model.map(({ dueAt }) => dueAt).sort((a, b) => a - b))
    }),
    { seed: 5 },
  )
})
