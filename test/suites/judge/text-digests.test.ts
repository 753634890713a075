import { expect, it } from 'vitest'
import { TextDigests } from '../../../tools/judge/text-digests.ts'

const longText = (letter: number): string => String.fromCharCode(letter).repeat(2000)

it('computes the digest of a long text once while it is among the latest', () => {
  const digests = new TextDigests()
  let computed = 0
  const ask = (text: string): string =>
    digests.digestOf(text, () => `${text.slice(0, 1)}${++computed}`)
  expect([ask(longText(65)), ask(longText(66)), ask(longText(65))]).toEqual(['A1', 'B2', 'A1'])
  for (let letter = 200; letter < 232; letter++) ask(longText(letter))
  expect(ask(longText(65))).toBe('A35')
  expect([ask('short'), ask('short')]).toEqual(['s36', 's37'])
})
