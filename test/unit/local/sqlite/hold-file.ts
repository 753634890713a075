import { LocalKusto } from '../../../../src/local/index.ts'

// Child of file-owner.test.ts: has the file open until it is killed.
const kusto = await LocalKusto.open({ path: process.argv[2] ?? '' })
await kusto.client().command({ text: '.set-or-append T <| print n = 1' })
process.stdout.write('open\n')
setInterval(() => kusto.stats(), 60_000)
