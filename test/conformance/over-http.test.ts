import { openServedSaver } from '../support/local-saver.ts'
import { validateSaver } from './validate-saver.ts'

validateSaver({
  name: 'KustoSaver through the Azure SDKs on a file-backed local Kusto',
  open: openServedSaver,
})
