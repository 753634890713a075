import './host/fast-time.ts'
import { FAULTS } from './faults.ts'
import { runDrill } from './run/run-drill.ts'
import { prometheusTools } from '../../test/suites/dashboards/prometheus-tools.ts'
import { inspect } from 'node:util'
const only = process.argv[2]?.split(',')
const faults = FAULTS.filter((f) => only === undefined || only.includes(f.name))
const o = await runDrill(faults, { prometheus: prometheusTools()!.prometheus, onProgress: (l) => console.log(new Date().toISOString(), l) })
console.log(inspect(o, { depth: 9, breakLength: 160 }))
process.exit(0)
