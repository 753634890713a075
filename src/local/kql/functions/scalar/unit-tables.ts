/** The units of one kind, by the names of convert-angle-function.md and the pages like it. */
export interface Units {
  /** Products and quotients that say what a unit is in one of them; each is so by definition. */
  readonly factors: ReadonlyMap<string, string>
  /** Units whose factor in Kusto is not known to the last digit. */
  readonly unsure: ReadonlySet<string>
}

const PREFIXES: Readonly<Record<string, string>> = {
  Mega: '1000000',
  Kilo: '1000',
  Hecto: '100',
  Deca: '10',
  Deci: '0.1',
  Centi: '0.01',
  Milli: '0.001',
  Micro: '0.000001',
  Nano: '0.000000001',
}

/** `Meter` with `Kilo Milli`: also `Kilometer` and `Millimeter`. */
function scaled(unit: string, factor: string, prefixes: string): [string, string][] {
  const name = unit.toLowerCase()
  return [
    [unit, factor],
    ...prefixes
      .split(' ')
      .map((prefix): [string, string] => [
        `${prefix}${name}`,
        `${factor}*${PREFIXES[prefix] ?? '1'}`,
      ]),
  ]
}

function units(factors: readonly [string, string][], unsure: string): Units {
  return { factors: new Map(factors), unsure: new Set(unsure.split(' ')) }
}

const POUND_KG = '0.45359237'
const POUND_FORCE_N = `${POUND_KG}*9.80665`
const FOOT_M = '0.3048'
const US_GALLON_M3 = '231*0.0254*0.0254*0.0254'
const DEGREES_OF_RADIAN = '57.295779513082320876798154814105'

const LENGTHS: readonly [string, string][] = [
  ...scaled('Meter', '1', 'Kilo Hecto Deca Deci Centi Milli Micro Nano'),
  ['Inch', '0.0254'],
  ['Foot', FOOT_M],
  ['Yard', '0.9144'],
  ['Mile', '1609.344'],
  ['UsSurveyFoot', '1200/3937'],
]

/** convert-speed-function.md has not every length per every time. */
const NO_SPEEDS: ReadonlySet<string> = new Set([
  ...['Decimeter', 'Micrometer', 'Nanometer'].map((length) => `${length}PerHour`),
  ...['Hectometer', 'Decameter'].flatMap((length) => perTimes(length, '1').map(([name]) => name)),
  'MilePerMinute',
  'MilePerSecond',
])

function perTimes(length: string, meters: string): [string, string][] {
  return [
    [`${length}PerHour`, `${meters}/3600`],
    [`${length}PerMinute`, `${meters}/60`],
    [`${length}PerSecond`, meters],
  ]
}

export const UNITS: Readonly<Record<string, Units>> = {
  angle: units(
    [
      ...scaled('Degree', '1', 'Milli Micro Nano'),
      ...scaled('Radian', DEGREES_OF_RADIAN, 'Deci Centi Milli Micro Nano'),
      ['Arcminute', '1/60'],
      ['Arcsecond', '1/3600'],
      ['Gradian', '0.9'],
      ['NatoMil', '360/6400'],
      ['Revolution', '360'],
    ],
    'Tilt',
  ),
  energy: units(
    [
      ...scaled('Joule', '1', 'Mega Kilo Milli'),
      ['Gigajoule', '1000000000'],
      ['BritishThermalUnit', '1055.05585262'],
      ...(['WattHour', 'WattDay'] as const).flatMap((unit): [string, string][] => {
        const joules = unit === 'WattHour' ? '3600' : '86400'
        const name = unit.replace('W', 'w')
        return [
          [unit, joules],
          [`Kilo${name}`, `${joules}*1000`],
          [`Mega${name}`, `${joules}*1000000`],
          [`Giga${name}`, `${joules}*1000000000`],
          [`Tera${name}`, `${joules}*1000000000000`],
        ]
      }),
      ...scaled('Calorie', '4.184', 'Kilo Mega'),
      ['Erg', '0.0000001'],
    ],
    'DecathermEc DecathermImperial DecathermUs ElectronVolt FootPound GigabritishThermalUnit GigaelectronVolt HorsepowerHour KilobritishThermalUnit KiloelectronVolt MegabritishThermalUnit MegaelectronVolt TeraelectronVolt ThermEc ThermImperial ThermUs',
  ),
  force: units(
    [
      ...scaled('Newton', '1', 'Mega Kilo Deca Milli Micro'),
      ['Dyn', '0.00001'],
      ['KilogramForce', '9.80665'],
      ['KiloPond', '9.80665'],
      ['TonneForce', '9806.65'],
      ['PoundForce', POUND_FORCE_N],
      ['KilopoundForce', `${POUND_FORCE_N}*1000`],
      ['OunceForce', `${POUND_FORCE_N}/16`],
      ['ShortTonForce', `${POUND_FORCE_N}*2000`],
      ['Poundal', `${POUND_KG}*${FOOT_M}`],
    ],
    '',
  ),
  length: units(
    [
      ...LENGTHS,
      ['Angstrom', '0.0000000001'],
      ['AstronomicalUnit', '149597870700'],
      ['Chain', '20.1168'],
      ['DataMile', '1828.8'],
      ['Fathom', '1.8288'],
      ['Hand', '0.1016'],
      ['LightYear', '9460730472580800'],
      ['Microinch', '0.0000000254'],
      ['Mil', '0.0000254'],
      ['NauticalMile', '1852'],
      ['Shackle', '27.432'],
      ['Twip', '0.0254/1440'],
    ],
    'DtpPica DtpPoint KilolightYear Kiloparsec MegalightYear Megaparsec Parsec PrinterPica PrinterPoint SolarRadius',
  ),
  mass: units(
    [
      ...scaled('Gram', '0.001', 'Kilo Hecto Deca Deci Centi Milli Micro Nano'),
      ...scaled('Pound', POUND_KG, 'Kilo Mega'),
      ...scaled('Tonne', '1000', 'Kilo Mega'),
      ['Grain', `${POUND_KG}/7000`],
      ['Ounce', `${POUND_KG}/16`],
      ['Stone', `${POUND_KG}*14`],
      ['ShortHundredweight', `${POUND_KG}*100`],
      ['LongHundredweight', `${POUND_KG}*112`],
      ['ShortTon', `${POUND_KG}*2000`],
      ['LongTon', `${POUND_KG}*2240`],
    ],
    'EarthMass Slug SolarMass',
  ),
  speed: units(
    [
      ...LENGTHS.flatMap(([length, meters]) => perTimes(length, meters)).filter(
        ([name]) => !NO_SPEEDS.has(name),
      ),
      ['Knot', '1852/3600'],
    ],
    '',
  ),
  volume: units(
    [
      ...scaled('Liter', '0.001', 'Mega Kilo Hecto Deca Deci Centi Milli Micro'),
      ...LENGTHS.filter(([name]) => !/^(?:Us|Deca|Nano)/.test(name)).map(
        ([name, meters]): [string, string] => [`Cubic${name}`, `${meters}*${meters}*${meters}`],
      ),
      ['UsGallon', US_GALLON_M3],
      ['UsQuart', `${US_GALLON_M3}/4`],
      ['UsPint', `${US_GALLON_M3}/8`],
      ['UsOunce', `${US_GALLON_M3}/128`],
      ['ImperialGallon', '0.00454609'],
      // the page's example: 1.2 cubic meters are 0.0009728568 acre-feet
      ['AcreFoot', '1/0.000810714'],
    ],
    'AuTablespoon BoardFoot DecausGallon DeciusGallon HectocubicFoot HectocubicMeter HectousGallon ImperialBeerBarrel ImperialOunce ImperialPint KilocubicFoot KilocubicMeter KiloimperialGallon KilousGallon MegacubicFoot MegaimperialGallon MegausGallon MetricCup MetricTeaspoon OilBarrel UkTablespoon UsBeerBarrel UsCustomaryCup UsLegalCup UsTablespoon UsTeaspoon',
  ),
}
