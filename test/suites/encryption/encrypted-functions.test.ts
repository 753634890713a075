import { expect, it } from 'vitest'
import { createFunctions } from '../../../src/provision/functions/create-functions.ts'
import { fillRichThread } from '../transfer/rich-thread.ts'
import { EncryptedKusto } from './encrypted-kusto.ts'

it('the KQL functions see metadata only', async () => {
  const kusto = await EncryptedKusto.open()
  try {
    await createFunctions(kusto.kusto.client())
    await fillRichThread(kusto.saver(), 'thread')
    const state = await kusto.rows('LangGraphState("thread") | project channel, type, value')
    expect(state.length).toBeGreaterThan(2)
    for (const [, , value] of state) expect(value).toBeNull()
    const range = 'ago(1d), now() + 1d'
    const threads = await kusto.rows(`LangGraphThreads(${range}) | project thread_id, status`)
    expect(threads).toEqual([['thread', 'waiting']])
    expect(await kusto.rows(`LangGraphMessages(${range})`)).toEqual([])
    const questions = await kusto.rows(`LangGraphInterrupts(${range}) | project node, question`)
    expect(questions).toContainEqual(['right', null])
    for (const [, text] of questions) expect(text).toBeNull()
  } finally {
    await kusto.close()
  }
})
