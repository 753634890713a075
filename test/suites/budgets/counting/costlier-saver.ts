import { KustoSaver } from '../../../../src/index.ts'

/** What a careless change may bring: a second request, a row more, objects for nothing. */
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
