import { KustoSaver } from '../../../../src/index.ts'

/** A saver after a careless change: a second request, an extra row, needless objects. */
export class CostlierSaver extends KustoSaver {
  override async getTuple(
    ...args: Parameters<KustoSaver['getTuple']>
  ): ReturnType<KustoSaver['getTuple']> {
    await super.getTuple(...args)
    return super.getTuple(...args)
  }

  override async put(...args: Parameters<KustoSaver['put']>): ReturnType<KustoSaver['put']> {
    const stored = await super.put(...args)
    await super.putWrites(stored, [['wasted', 1]], 'wasted')
    return stored
  }

  override async putWrites(
    ...args: Parameters<KustoSaver['putWrites']>
  ): ReturnType<KustoSaver['putWrites']> {
    await super.putWrites(...args)
    Array.from({ length: 1000 }, (_, n) => ({ wasted: `${n}` }))
  }
}
