import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from '../machine.ts'
import type { LoadFigures, ScenarioResult } from '../scenario-result.ts'
import { areBooksBalanced, isHeld, isKept, isPassed, totalsOf } from '../verdict.ts'
import { html, Html } from './html.ts'
import { scenarioSection, verdict } from './scenario-section.ts'

export interface ReportPage {
  readonly machine: Machine
  readonly results: readonly ScenarioResult[]
  readonly isSmoke: boolean
}

/** The whole run on one self-contained page. */
export function reportPage({ machine, results, isSmoke }: ReportPage): string {
  const { passed, failed } = totalsOf(results)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Load report: ${failed === 0 ? 'passed' : 'failed'}</title>
        <style>
          ${raw(fileOf(import.meta.resolve('uplot/dist/uPlot.min.css')))}${raw(ownFile('page.css'))}
        </style>
      </head>
      <body>
        <div class="head">
          <h1>Load report</h1>
          ${verdict(results.every(isPassed))}
        </div>
        <p>
          ${passed} of ${passed + failed} checks passed: one for the limits of each scenario, one
          for each of its books, one for its history.
          ${isSmoke ? 'A smoke run: a fifth of the load for a few seconds, to see whether anything is broken. It says nothing about speed.' : ''}
        </p>
        <section>${overview(results)}</section>
        <section>
          <h2>Measured with</h2>
          ${machineTable(machine)}
        </section>
        ${results.map(scenarioSection)}
        <script>
          ${raw(fileOf(import.meta.resolve('uplot/dist/uPlot.iife.min.js')))}
        </script>
        <script>
          ${raw(ownFile('draw-charts.js'))}
        </script>
      </body>
    </html> `
  return page.text
}

function overview(results: readonly ScenarioResult[]): Html {
  return html`<div class="scroll">
    <table>
      <tr>
        <th>scenario</th>
        <th>limits</th>
        <th>books</th>
        <th>history</th>
        <th class="number">rate</th>
        <th class="number">dropped</th>
        <th class="number">failed</th>
        <th>requests: p50 / p95 / p99 ms</th>
        <th class="number">event loop p99</th>
        <th class="number">memory</th>
      </tr>
      ${results.map(
        (result) =>
          html`<tr>
            <td><a href="#${result.name}">${result.name}</a></td>
            <td>${verdict(isHeld(result))}</td>
            <td>${verdict(areBooksBalanced(result))}</td>
            <td>${result.judgement === undefined ? 'not judged' : verdict(isKept(result))}</td>
            ${result.load === undefined ? html`<td colspan="6">did not run to its end</td>` : overviewCells(result.load)}
          </tr>`,
      )}
    </table>
  </div>`
}

function overviewCells(load: LoadFigures): Html {
  const { iterationsPerSecond, dropped, failedRequests, requestsMs, host } = load
  const requests = Object.entries(requestsMs).map(
    ([op, { p50, p95, p99 }]) =>
      html`<div>${op} ${p50.toFixed(0)} / ${p95.toFixed(0)} / ${p99.toFixed(0)}</div>`,
  )
  return html`<td class="number">${iterationsPerSecond.toFixed(1)}/s</td>
    <td class="number">${dropped}</td>
    <td class="number">${failedRequests}</td>
    <td>${requests}</td>
    <td class="number">${host.eventLoopDelayMs.p99.toFixed(1)} ms</td>
    <td class="number">${host.residentMb.max} MB</td>`
}

function machineTable(machine: Machine): Html {
  const { cpu, cores, memoryGb, system, ofReference, node, k6, saver, kusto } = machine
  const rows: readonly (readonly [string, string])[] = [
    [
      'machine',
      `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; k6 and a local Kusto share it with the host`,
    ],
    ['its speed before the run', `${ofReference.toFixed(2)} of the reference`],
    ['Node', node],
    ['k6', k6],
    ['langgraph-checkpoint-kusto', saver],
    ['Kusto', kusto],
  ]
  return html`<table>
    ${rows.map(
      ([name, value]) =>
        html`<tr>
          <th>${name}</th>
          <td>${value}</td>
        </tr>`,
    )}
  </table>`
}

function ownFile(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

function fileOf(url: string): string {
  return readFileSync(fileURLToPath(url), 'utf8')
}

function raw(text: string): Html {
  return new Html(text)
}
