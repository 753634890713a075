import type { CapacityInput } from '../../capacity/capacity-input.ts'
import { MEASURED_TURNS, type TurnShape } from '../../capacity/measured-turns.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { parseBytes } from './parse-bytes.ts'

export interface CapacityCommandOptions {
  readonly input: Pick<CapacityInput, 'turnsPerSecond' | 'stateBytes'> & Partial<CapacityInput>
  readonly isJson: boolean
}

const MODES = ['streaming', 'queued', 'managed'] as const

export const SHAPES: readonly TurnShape[] = Object.keys(MEASURED_TURNS).filter(isShape)

function isShape(name: string): name is TurnShape {
  return Object.hasOwn(MEASURED_TURNS, name)
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): CapacityCommandOptions | 'help' {
  const values = parse(args)
  if (values.help === true) return 'help'
  const given = {
    shape: oneOf('--shape', values.shape, SHAPES),
    mode: oneOf('--mode', values.mode, MODES),
    isSpooled: values.spooled,
    days: optionalNumber('--days', values.days),
    hotDays: optionalNumber('--hot-days', values['hot-days']),
    processes: optionalNumber('--processes', values.processes),
    lingerMs: optionalNumber('--linger-ms', values['linger-ms']),
    batchSize: optionalNumber('--batch-size', values['batch-size']),
    ingestLatencyMs: optionalNumber('--ingest-latency-ms', values['ingest-latency-ms']),
    queryLatencyMs: optionalNumber('--query-latency-ms', values['query-latency-ms']),
    compression: readCompression(values.compression),
  }
  return {
    isJson: values.json ?? false,
    input: {
      turnsPerSecond: readNumber('--turns', required('--turns 500', values.turns)),
      stateBytes: parseBytes('--state', required('--state 20KB', values.state)),
      ...withoutUndefined(given),
    },
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(given: T): Given<T> {
  const kept: Given<T> = {}
  for (const name in given) {
    const value = given[name]
    if (isDefined(value)) kept[name] = value
  }
  return kept
}

function isDefined<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined
}

function required(example: string, text: string | undefined): string {
  if (text !== undefined && text !== '') return text
  throw new UsageError(`pass ${example}`)
}

function optionalNumber(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readNumber(name, text)
}

function readNumber(name: string, text: string): number {
  const good = /^\d+(?:\.\d+)?/.exec(text)?.[0] ?? ''
  if (good !== '' && good.length === text.length) return Number(text)
  throw new UsageError(
    `${name}: expected a number at character ${good.length + 1} of '${text}'; write 500 or 0.5`,
  )
}

function readCompression(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined
  const [least = '', most = least, ...rest] = text.split('-')
  if (rest.length > 0) throw new UsageError(`--compression must be 5 or 3-10, got '${text}'`)
  return [readNumber('--compression', least), readNumber('--compression', most)]
}

function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  known: readonly T[],
): T | undefined {
  const found = known.find((word) => word === text)
  if (found !== undefined || text === undefined) return found
  throw new UsageError(`${name} must be one of ${known.join(', ')}, got '${text}'`)
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  return parseOptions({
    args: [...args],
    options: {
      turns: text,
      state: text,
      shape: text,
      mode: text,
      days: text,
      'hot-days': text,
      processes: text,
      'linger-ms': text,
      'batch-size': text,
      'ingest-latency-ms': text,
      'query-latency-ms': text,
      compression: text,
      spooled: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}
