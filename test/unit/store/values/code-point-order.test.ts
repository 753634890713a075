import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareWritesSortKeys, writesSortKey } from '@langchain/langgraph-checkpoint'
import { compareCodePoints } from '../../../../src/store/values/code-point-order.ts'

it('orders astral characters after the private use area, unlike UTF-16', () => {
  expect(compareCodePoints('\u{1F600}', '\uE000')).toBeGreaterThan(0)
  expect(['\uE000', '\u{1F600}'].toSorted()).toEqual(['\u{1F600}', '\uE000'])
})

it('orders well-formed text as its UTF-8 bytes and as LangGraph orders writes', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed())
  fc.assert(
    fc.property(text, text, (a, b) => {
      const order = Math.sign(compareCodePoints(a, b))
      expect(order).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      expect(order).toBe(Math.sign(compareWritesSortKeys(writesSortKey(a), writesSortKey(b))))
    }),
  )
})
