import { longLiteral } from '../kusto/literals.ts'
import { observation, type Probe } from './probe.ts'
import { describeRefusal, refusalOf } from './refusal.ts'

export const takeOfAnExpression: Probe = {
  name: 'take-of-an-expression',
  question: 'May `take` be given a parameter plus one?',
  done: 'sent `range x from 1 to 9 step 1 | take n + 1` with n = 2',
  expected: '3 rows',
  ifItDiffers: 'list() pages this way: its query must take a parameter of its own.',
  async run(scratch) {
    let rows = 0
    const refusal = await refusalOf(async () => {
      const answer = await scratch.rows(
        'declare query_parameters(n: long); range x from 1 to 9 step 1 | take n + 1',
        { n: longLiteral(2) },
      )
      rows = answer.length
    })
    return observation(rows === 3, refusal ? describeRefusal(refusal) : `${rows} rows`)
  },
}
