import { inRange } from '../../../values/parse-datetime.ts'
import { UNIX_EPOCH_TICKS } from '../../../values/ticks.ts'
import { argument } from './argument.ts'
import { convert } from '../values/conversions.ts'
import type { KqlFunction } from './javascript-function.ts'

/** `unixtime_…_todatetime`: integers are converted exactly, because nanoseconds exceed a double. */
export function unixTimeFunction(
  unit: string,
  ticksPerUnit: bigint,
  unitsPerTick: bigint,
): KqlFunction {
  const name = `unixtime_${unit}_todatetime`
  return {
    name,
    sqlFunctions: [
      {
        name: `kql_${name}`,
        run: (value = null) => {
          if (typeof value === 'bigint') return since1970((value * ticksPerUnit) / unitsPerTick)
          const ticks = (Number(value) * Number(ticksPerUnit)) / Number(unitsPerTick)
          return value === null || !Number.isFinite(ticks)
            ? null
            : since1970(BigInt(Math.round(ticks)))
        },
      },
    ],
    toSql: (args) => {
      const value = argument(args, 0)
      const isInteger = value.type === 'long' || value.type === 'int'
      return `kql_${name}(${isInteger ? value.sql : convert(value, 'real')})`
    },
  }
}

function since1970(ticks: bigint): bigint | null {
  return inRange(UNIX_EPOCH_TICKS + ticks)
}
