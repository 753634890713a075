import { createHash } from 'node:crypto'
import { stringLiteral } from '../kusto/literals.ts'
import { observation, type Probe } from './probe.ts'
import { describeRefusal, refusalOf } from './refusal.ts'

const SIZES = [128 * 1_024, 1_000_000]
const PIECE = `quote " and ' slash \\ lines \r\n\t control \u0001 umlaut ä astral 😀 `

export const largeParameters: Probe = {
  name: 'large-parameters',
  question: 'Do query parameters of 128 KiB and of 1 MB arrive unchanged?',
  done: 'sent texts with quotes, control characters and astral characters as a parameter and compared their SHA-256',
  expected: 'both arrive unchanged',
  ifItDiffers:
    'Ids are limited to 128 KiB. If that fails, the limit must become smaller; if only 1 MB fails, nothing changes.',
  async run(scratch) {
    const found: string[] = []
    let isRight = true
    for (const size of SIZES) {
      const text = PIECE.repeat(Math.ceil(size / PIECE.length))
        .slice(0, size)
        .toWellFormed()
      let hash: unknown
      const refusal = await refusalOf(async () => {
        const [row] = await scratch.rows(
          'declare query_parameters(text: string); print hash_sha256(text)',
          { text: stringLiteral(text) },
        )
        hash = row?.[0]
      })
      const isSame = hash === createHash('sha256').update(text).digest('hex')
      isRight &&= isSame
      const what = refusal ? describeRefusal(refusal) : isSame ? 'unchanged' : 'changed'
      found.push(`${size} characters: ${what}`)
    }
    return observation(isRight, found.join('; '))
  },
}
