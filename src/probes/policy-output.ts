import { member } from '../kusto/json-value.ts'
import { showPolicy } from '../kusto/show.ts'
import { observation, type Probe } from './probe.ts'

export const policyOutput: Probe = {
  name: 'policy-output',
  question: 'Does `.show … policy` print what setup() reads?',
  done: 'set the encoding of one column and streaming ingestion of its table, and read both back',
  expected:
    'MaxValueSize of 33554432 (or Profile BigObject32), none for the other column; IsEnabled',
  ifItDiffers:
    'setup() reports policies that are there as missing, or the reverse: report the text.',
  async run(scratch) {
    const table = await scratch.table('Policy')
    const [set, unset, streaming] = await Promise.all([
      showPolicy(scratch.client, `column ${table}.value`, 'encoding'),
      showPolicy(scratch.client, `column ${table}.id`, 'encoding'),
      showPolicy(scratch.client, `table ${table}`, 'streamingingestion'),
    ])
    const isRight =
      isLarge('value' in set ? set.value : null) &&
      'value' in unset &&
      !isLarge(unset.value) &&
      'value' in streaming &&
      member(streaming.value, 'IsEnabled') === true
    return observation(isRight, JSON.stringify({ set, unset, streaming }))
  },
}

function isLarge(policy: unknown): boolean {
  return (
    Number(member(policy, 'MaxValueSize')) >= 33_554_432 ||
    String(member(policy, 'Profile')).toLowerCase() === 'bigobject32'
  )
}
