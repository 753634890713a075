import { expect, it } from 'vitest'
import { LocalKusto } from '../../../../src/local/index.ts'

it('names the places of a call that refuses the values of a row', async () => {
  await using kusto = await LocalKusto.open()
  const text =
    "datatable(s:string)['a', '']\n| extend t = strcat(s, '')\n| project hash(t), hash('a')"
  await expect(kusto.client().query({ text, parameters: {} })).rejects.toThrow(
    /Not supported.*hash\(\) of an empty text.* at line 3, column 11 or line 3, column 20\./,
  )
})
