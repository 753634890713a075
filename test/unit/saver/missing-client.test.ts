import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'

it.each([
  [undefined],
  [{}],
  [{ connectionString: 'https://name.kusto.windows.net/Agents' }],
  [{ client: {} }],
])('refuses the parameters %j, which have no client, and names fromConnString', (params) => {
  expect(() => Reflect.construct(KustoSaver, [params])).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('KustoSaver.fromConnString'),
    }),
  )
})
