import { randomBytes } from 'node:crypto'
import { observation, type Probe } from './probe.ts'
import { describeRefusal, refusalOf } from './refusal.ts'
import { requestOf } from './scratch.ts'

const SIZES_MIB = [1, 3, 4, 6, 10]
/** The saver's own limit. */
const NEEDED_MIB = 3
const HALF_MIB = 512 * 1_024

export const streamingBodies: Probe = {
  name: 'streaming-bodies',
  question: 'How large may the JSON of a streaming request be?',
  done: `streamed ${SIZES_MIB.join(', ')} MiB in rows of half a MiB and compared the stored lengths`,
  expected: `1 and ${NEEDED_MIB} MiB are stored unchanged; more may be refused`,
  ifItDiffers:
    'Lower maxRequestBytes below the size that was refused, and report which size passes.',
  async run(scratch) {
    const table = await scratch.table('Bodies')
    await scratch.store(table, [['0', 'warm-up']])
    const found: string[] = []
    let isRight = true
    for (const size of SIZES_MIB) {
      const rows = rowsOf(size)
      const refusal = await refusalOf(() => scratch.client.ingest(requestOf(table, rows)))
      const isStored = refusal === undefined && (await isThere(size, rows.length))
      isRight &&= isStored || size > NEEDED_MIB
      const what = refusal
        ? describeRefusal(refusal)
        : isStored
          ? 'stored'
          : 'accepted and not whole'
      // accepted rows must be whole
      isRight &&= isStored || refusal !== undefined
      found.push(`${size} MiB: ${what}`)
    }
    return observation(isRight, found.join('; '))

    async function isThere(size: number, rows: number): Promise<boolean> {
      const whole = `${table} | where id == '${size}' and strlen(value) == ${valueLength(size)}`
      return (await scratch.until(async () => (await scratch.count(whole)) === rows)) !== undefined
    }
  },
}

/** Rows that fill the size exactly; text that gzip cannot make small. */
function rowsOf(sizeMib: number): (readonly [string, string])[] {
  const value = randomBytes(HALF_MIB / 2).toString('hex')
  return Array.from({ length: sizeMib * 2 }, () => [
    String(sizeMib),
    value.slice(0, valueLength(sizeMib)),
  ])
}

function valueLength(sizeMib: number): number {
  return HALF_MIB - `{"id":"${sizeMib}","value":""}\n`.length
}
