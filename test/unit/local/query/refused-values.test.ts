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

it('names the place of an operator and of a series function that refuse them', async () => {
  await using kusto = await LocalKusto.open()
  const answerOf = (text: string) => kusto.client().query({ text, parameters: {} })
  await expect(answerOf("print t = 'a: b_1'\n| parse-kv t as (a:string)")).rejects.toThrow(
    /Not supported.*parse-kv without delimiters.* at line 2, column 3\./,
  )
  await expect(
    answerOf('print s = dynamic([1, "x"])\n| extend total = series_sum(s)'),
  ).rejects.toThrow(/Not supported.*series_sum\(\) of a series.* at line 2, column 18\./)
})
