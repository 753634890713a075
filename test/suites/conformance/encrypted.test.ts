import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { openScratchDatabase, type ScratchDatabase } from '../../support/scratch-database.ts'
import { validateSaver } from './validate-saver.ts'

let kusto: LocalKusto
let database: ScratchDatabase
const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } })

beforeAll(async () => {
  kusto = await LocalKusto.open()
  database = await openScratchDatabase(() => kusto.client())
})
afterAll(async () => kusto.close())

validateSaver({
  name: 'KustoSaver with encryption',
  open: async () => database.openEmpty({ encryption }),
})
