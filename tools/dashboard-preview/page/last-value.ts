import { reduceField, type DataFrame, type DisplayValue, type Field } from '@grafana/data'

/** The last non-empty value of a frame, formatted, under the frame's name. */
export interface LastValue extends DisplayValue {
  readonly field: Field
}

export function lastValueOf(frame: DataFrame): LastValue {
  const field = frame.fields.at(-1)
  if (field?.display === undefined) throw new Error(`The frame ${frame.name} has no value.`)
  const shown = field.display(field.values.findLast((value) => value !== null))
  return { ...shown, title: frame.name, field }
}

export function sparklineOf({ fields: [x, y], length }: DataFrame) {
  if (length < 2 || y === undefined) return undefined
  const { min, max } = reduceField({ field: y, reducers: ['min', 'max'] })
  return { x, y: { ...y, state: { ...y.state, range: { min, max, delta: max - min } } } }
}
