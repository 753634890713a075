import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePrometheusText } from '../../../load/prometheus-text.ts'

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/)
const point = fc.record({
  name,
  labels: fc.dictionary(name, fc.string({ unit: 'binary' }), { maxKeys: 4, noNullPrototype: true }),
  // the text format has no minus zero
  value: fc.double().map((value) => value + 0),
})

const escaped = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)

function lineOf({
  name: metric,
  labels,
  value,
}: typeof point extends fc.Arbitrary<infer T> ? T : never) {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`)
  const braces = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
  const number = Math.abs(value) === Infinity ? (value > 0 ? '+Inf' : '-Inf') : String(value)
  return `${metric}${braces} ${number}`
}

test('reads every line back unchanged, whatever its labels contain', () => {
  fc.assert(
    fc.property(fc.array(point), (points) => {
      const page = ['# HELP x y', '# TYPE x counter', ...points.map(lineOf), ''].join('\n')
      expect(parsePrometheusText(page)).toEqual(points)
    }),
  )
})

test('ignores a timestamp after the value', () => {
  expect(parsePrometheusText('x_total{a="b"} 3 1700000000000')).toEqual([
    { name: 'x_total', labels: { a: 'b' }, value: 3 },
  ])
})

test.each(['x{a="b} 1', 'x one', 'no value', '{a="b"} 1'])(
  'rejects an invalid line and quotes it: %s',
  (line) => {
    expect(() => parsePrometheusText(line)).toThrow(line)
  },
)
