/**
 * One arm in its process, controlled by messages:
 * `contender.ts <arm> <target> <URL of the served Kusto>`.
 */
import { ARMS, CAUSES } from './arms.ts'
import { Contender } from './measure.ts'
import { TARGETS } from './targets.ts'

/** Instructions for a contender. It answers when it is done, with a slice if it measured one. */
export type ContenderOrder = 'measure' | { readonly warmUpMs: number } | 'close'

async function main([givenArm, givenTarget, kustoUrl = '']: readonly string[]): Promise<void> {
  const arm = [...ARMS, ...CAUSES].find((one) => one === givenArm)
  const target = TARGETS.find((one) => one === givenTarget)
  if (arm === undefined || target === undefined) throw new Error(`no ${givenArm}, ${givenTarget}`)
  const contender = await Contender.open(arm, target, kustoUrl)
  process.on('message', (order: ContenderOrder) => {
    void obey(contender, order)
  })
  // also when the parent process is gone
  process.once('disconnect', () => process.exit())
  process.send?.('ready')
}

async function obey(contender: Contender, order: ContenderOrder): Promise<void> {
  if (order === 'measure') {
    process.send?.(await contender.measure())
  } else if (order === 'close') {
    await contender.close()
    process.disconnect()
  } else {
    await contender.warmUp(order.warmUpMs)
    process.send?.('warm')
  }
}

await main(process.argv.slice(2))
