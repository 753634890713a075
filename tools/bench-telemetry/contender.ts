/**
 * An arm in its process, told by messages what to do: `contender.ts <arm> <target> <URL of the served Kusto>`.
 */
import { ARMS, CAUSES } from './arms.ts'
import { Contender } from './measure.ts'
import { TARGETS } from './targets.ts'

/** What a contender is told; it answers with a slice, and with its end. */
export type ContenderOrder = { readonly measureMs: number } | 'close'

async function main([givenArm, givenTarget, kustoUrl = '']: readonly string[]): Promise<void> {
  const arm = [...ARMS, ...CAUSES].find((one) => one === givenArm)
  const target = TARGETS.find((one) => one === givenTarget)
  if (arm === undefined || target === undefined) throw new Error(`no ${givenArm}, ${givenTarget}`)
  const contender = await Contender.open(arm, target, kustoUrl)
  process.on('message', (order: ContenderOrder) => {
    void obey(contender, order)
  })
  // also when whoever gives the orders is gone
  process.once('disconnect', () => process.exit())
  process.send?.('ready')
}

async function obey(contender: Contender, order: ContenderOrder): Promise<void> {
  if (order !== 'close') {
    process.send?.(await contender.measure(order.measureMs))
    return
  }
  await contender.close()
  process.disconnect()
}

await main(process.argv.slice(2))
