import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Basket } from '../src/basket.js'
import { checkout } from '../src/checkout.js'

test('adds up lines and shipping', () => {
  const basket = new Basket()
  basket.add('assam', 250)
  basket.add('sencha', 100)
  assert.equal(checkout(basket).total, 1725 + 1120 + 490)
})

test('ships large orders free', () => {
  const basket = new Basket()
  basket.add('darjeeling', 500)
  assert.equal(checkout(basket).shipping, 0)
})
