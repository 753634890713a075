const { KustoSaver } = require('langgraph-checkpoint-kusto')

test('reaches a cluster by the Azure SDK', async () => {
  const saver = KustoSaver.fromConnString(`${process.env.KUSTO_URL}/NetDefaultDB`)
  expect(await saver.setup({ provision: true })).toMatchObject({ isReady: true })
  await saver.close()
}, 60_000)
