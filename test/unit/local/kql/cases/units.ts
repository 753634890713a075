import { UNITS } from '../../../../../src/local/kql/functions/scalar/unit-tables.ts'
import type { KqlCase } from '../kql-case.ts'

/** The pages' examples: pages print 15 digits. */
const EXAMPLES: readonly (readonly [call: string, value: number])[] = [
  ["convert_angle(1.2, 'Degree', 'Arcminute')", 72],
  ["convert_energy(1.2, 'Joule', 'BritishThermalUnit')", 0.00113738054437598],
  ["convert_force(1.2, 'Newton', 'Decanewton')", 0.12],
  ["convert_mass(1.2, 'Kilogram', 'Pound')", 2.64554714621853],
  ["convert_length(1.2, 'Meter', 'Foot')", 3.93700787401575],
  ["convert_speed(1.2, 'MeterPerSecond', 'CentimeterPerHour')", 432000],
  ["convert_volume(1.2, 'CubicMeter', 'AcreFoot')", 0.0009728568],
]

/** Definitions: scaled by 10, so that a wrong factor cannot hide. */
const DEFINED: readonly (readonly [call: string, value: number | null])[] = [
  ["convert_length(10, 'Mile', 'Foot')", 52800],
  ["convert_length(1.5, 'NauticalMile', 'Meter')", 2778],
  ["convert_mass(10, 'Stone', 'Pound')", 140],
  ["convert_mass(10, 'Tonne', 'Kilogram')", 10000],
  ["convert_energy(10, 'KilowattHour', 'Joule')", 36000000],
  ["convert_energy(10, 'Gigajoule', 'Joule')", 10000000000],
  ["convert_speed(18, 'KilometerPerHour', 'MeterPerSecond')", 5],
  ["convert_volume(10, 'CubicFoot', 'Liter')", 283.16846592],
  ["convert_volume(10, 'UsGallon', 'UsOunce')", 1280],
  ["convert_angle(180, 'Degree', 'Radian')", Math.PI],
  ["convert_angle(-1, 'Revolution', 'Degree')", -360],
  ["convert_force(10, 'KilogramForce', 'Newton')", 98.0665],
  ["convert_mass(0, 'Gram', 'Pound')", 0],
  ["convert_energy(1, 'Joule', 'Spoon')", null],
  ["convert_speed(1, 'DecimeterPerHour', 'MeterPerSecond')", null],
]

function pageOf(call: string): string {
  return `kusto/query/${(/^\w+/.exec(call)?.[0] ?? '').replaceAll('_', '-')}-function.md`
}

export const cases: readonly KqlCase[] = [
  ...EXAMPLES.map(([call, value]) => ({
    name: call,
    source: pageOf(call),
    kql: `let x = ${call}; print abs(x - ${value}) <= 1e-14 * x`,
    rows: [[true]],
  })),
  ...DEFINED.map(([call, value]) => ({
    name: call,
    source: pageOf(call),
    kql: `print ${call}`,
    rows: [[value]],
  })),
  ...Object.entries(UNITS).flatMap(([kind, { unsure }]) =>
    [...unsure]
      .filter((unit) => unit !== '')
      .map((unit) => ({
        name: `convert_${kind}() of ${unit} is refused by name`,
        source: `kusto/query/convert-${kind}-function.md`,
        kql: `print convert_${kind}(1, '${unit}', '${unit}')`,
        refusal: new RegExp(`Not supported.*convert_${kind}\\(\\) with the unit ${unit}\\.`),
      }))
      .slice(0, 1),
  ),
  {
    name: 'convert_temperature() is refused: no conversion explains its example',
    source: 'kusto/query/convert-temperature-function.md',
    kql: "print convert_temperature(1.2, 'Kelvin', 'DegreeCelsius')",
    refusal: /Not supported.*the function convert_temperature\(\) at line 1, column 7/,
  },
]
