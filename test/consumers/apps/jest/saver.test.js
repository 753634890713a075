const { KustoSaver } = require('langgraph-checkpoint-kusto')
const { LocalKusto } = require('langgraph-checkpoint-kusto/local')
const { emptyCheckpoint } = require('@langchain/langgraph-checkpoint')

test('keeps a checkpoint in a local Kusto', async () => {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  const config = { configurable: { thread_id: 'jest' } }
  await saver.put(config, emptyCheckpoint(), { source: 'input', step: 0, parents: {} }, {})
  expect(await saver.getTuple(config)).toMatchObject({ metadata: { source: 'input' } })
  await saver.close()
  await kusto.close()
}, 60_000)
