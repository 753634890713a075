import { drawBytes, STATE_SIZES } from '../draw.ts'
import type { TurnRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { drawSeed, RUN_ID, warmUpRandom } from './run.ts'

/**
 * By then V8 has compiled the code of a turn, in host and engine. Measured, the first turns of a
 * process take ten times as long as later ones, and the turns of its first ten seconds still
 * several times as long. A smoke run is too short to wait for that.
 */
const TURNS = Number(__ENV['WARM_UP_TURNS'] ?? (__ENV['SMOKE'] === 'true' ? 30 : 400))
/** Does not wait for a Kusto that fails or delays on purpose. */
const MOST_MS = Math.max(10_000, TURNS * 75)

/**
 * Sequential turns before the clock starts, because thresholds apply to warm hosts, not to Node's
 * start.
 */
export function warmUp(): void {
  const urls = [__ENV['TARGET_URL'], __ENV['TARGET_URL_2']]
  const hosts = urls.flatMap((url) => (url === undefined || url === '' ? [] : [url]))
  for (const [index, host] of hosts.entries()) {
    const endMs = Date.now() + MOST_MS
    for (let turn = 0; turn < TURNS && Date.now() < endMs; turn += 1) {
      const random = warmUpRandom(turn)
      const documentBytes = drawBytes(random, STATE_SIZES)
      const threadId = `${RUN_ID}-warm-up-${index}-${turn % 10}`
      const body: TurnRequest = { threadId, seed: drawSeed(random), documentBytes }
      const answer = ask({ op: 'warm-up', name: '/turns', host, body })
      if (answer !== undefined) enter('turn')
    }
  }
}
