import { isOverloaded } from '../kusto/saver-error.ts'
import { observation, NO_BENCHMARKS, type Probe } from './probe.ts'
import { describeRefusal, refusalOf } from './refusal.ts'
import { requestOf } from './scratch.ts'

const AT_ONCE = 64

export const throttling: Probe = {
  name: 'throttling',
  question: 'How does Kusto refuse too many streaming requests at once?',
  done: `sent ${AT_ONCE} small streaming requests at the same time`,
  expected: 'each is accepted, or refused in a way that the saver waits for (429, 503)',
  ifItDiffers: 'The saver reports these as failures instead of waiting: report code and status.',
  async run(scratch) {
    if (scratch.isEmulator) return NO_BENCHMARKS
    const table = await scratch.table('Burst')
    await scratch.store(table, [['0', 'warm-up']])
    const refusals = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, id) =>
        refusalOf(() => scratch.client.ingest(requestOf(table, [[String(id), 'x']]))),
      ),
    )
    const refused = refusals.filter((refusal) => refusal !== undefined)
    const others = refused.filter((refusal) => !isOverloaded(refusal))
    const kinds = [...new Set(refused.map(describeRefusal))]
    return observation(
      others.length === 0,
      [`${AT_ONCE - refused.length} of ${AT_ONCE} accepted`, ...kinds].join('; '),
    )
  },
}
