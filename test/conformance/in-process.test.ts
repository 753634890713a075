import { openLocalSaver } from '../support/local-saver.ts'
import { validateSaver } from './validate-saver.ts'

validateSaver({ name: 'KustoSaver on the local Kusto in process', open: openLocalSaver })
