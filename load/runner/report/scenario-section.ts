import { isBalanced, type Book } from '../books/book.ts'
import type { Check } from '../check.ts'
import { describeFailure } from '../k6/failed-requests.ts'
import { coverageText, hasNoViolation, type Judgement } from '../history/judgement.ts'
import type { Percentiles } from '../metrics/percentiles.ts'
import type { LoadFigures, ScenarioResult } from '../scenario-result.ts'
import { isPassed } from '../verdict.ts'
import type { Chart } from './chart.ts'
import { html, jsonHtml, type Html } from './html.ts'

/** The full report of one scenario. */
export function scenarioSection(result: ScenarioResult): Html {
  const { name, what, runbook, seconds, trouble, checks, books, judgement, load, charts } = result
  const hasPassed = isPassed(result)
  return html`<section id="${name}">
    <div class="head">
      <h2>${name}</h2>
      ${verdict(hasPassed)}
    </div>
    <p>${what}</p>
    <p class="quiet">
      ${seconds} s, begun at ${result.startedAt}. <a href="${name}.k6.html">k6's own report</a>
    </p>
    ${trouble.map((text) => html`<pre>${text}</pre>`)}
    ${load?.failures.map((kind) => html`<pre>${describeFailure(kind)}</pre>`)}
    ${hasPassed ? undefined : html`<p class="runbook"><b>What to do.</b> ${runbook}</p>`}
    ${load === undefined ? undefined : figures(load)}
    <div class="tables">
      <div>${checkTable(checks)}</div>
      <div>${bookTable(books)}</div>
      ${judgement === undefined ? undefined : judgementTable(judgement)}
      ${load === undefined ? undefined : durationTables(load)}
    </div>
    <div class="charts">${charts.map((chart) => chartPlace(chart, name))}</div>
  </section>`
}

export function verdict(isGood: boolean): Html {
  return html`<span class="verdict ${isGood ? 'good' : 'bad'}"
    >${isGood ? 'passed' : 'failed'}</span
  >`
}

function figures({
  iterationsPerSecond,
  iterations,
  dropped,
  failedRequests,
  host,
}: LoadFigures): Html {
  return html`<div class="figures">
    ${figure(`${iterationsPerSecond.toFixed(1)}/s`, `${iterations} iterations`)}
    ${figure(String(dropped), 'dropped iterations')}
    ${figure(String(failedRequests), 'failed requests')}
    ${figure(`${host.eventLoopDelayMs.p99.toFixed(1)} ms`, 'event-loop delay of the host, p99')}
    ${figure(`${host.residentMb.max} MB`, `resident memory of the host at most, ${host.residentMb.end} MB at the end`)}
    ${figure(`${host.cpuSeconds.toFixed(1)} s`, 'CPU time of the host')}
  </div>`
}

function figure(value: string, label: string): Html {
  return html`<div class="figure"><b>${value}</b><span>${label}</span></div>`
}

function checkTable(checks: readonly Check[]): Html {
  if (checks.length === 0) return html``
  return html`<h3>What had to hold</h3>
    <div class="scroll">
      <table>
        <tr>
          <th>demand</th>
          <th>seen</th>
          <th></th>
        </tr>
        ${checks.map(
          ({ name, seen, isMet }) =>
            html`<tr>
              <td>${name}</td>
              <td>${seen}</td>
              ${mark(isMet)}
            </tr>`,
        )}
      </table>
    </div>`
}

function bookTable(books: readonly Book[]): Html {
  if (books.length === 0) return html``
  return html`<h3>Books</h3>
    <div class="scroll">
      <table>
        <tr>
          <th>count</th>
          <th>by whom</th>
          <th></th>
        </tr>
        ${books.map(
          (book) =>
            html`<tr>
              <td>${book.name}</td>
              <td>${book.counts.map(({ source, count }) => `${source} ${count}`).join(', ')}</td>
              ${mark(isBalanced(book))}
            </tr>`,
        )}
      </table>
    </div>`
}

function judgementTable(judgement: Judgement): Html {
  const { counts, violations } = judgement
  return html`<div>
    <h3>Judge</h3>
    <p>${coverageText(judgement)}</p>
    <div class="scroll">
      <table>
        ${Object.entries(counts).map(
          ([kind, count]) =>
            html`<tr>
              <td>${kind}</td>
              <td class="number">${count}</td>
              ${mark(count === 0)}
            </tr>`,
        )}
      </table>
    </div>
    ${hasNoViolation(judgement) ? undefined : html`<pre>${violations.join('\n')}</pre>`}
  </div>`
}

function mark(isGood: boolean): Html {
  return html`<td class="${isGood ? 'good' : 'bad'}">${isGood ? '✓' : '✗'}</td>`
}

function durationTables({ requestsMs, callsMs }: LoadFigures): Html {
  const calls = Object.entries(callsMs).filter(([, { count }]) => count > 0)
  return html`<div>
      <h3>Requests to the host, as k6 sees them (ms)</h3>
      ${durationTable(Object.entries(requestsMs))}
    </div>
    <div>
      <h3>Calls of the saver, as its host sees them (ms)</h3>
      ${durationTable(calls)}
    </div>`
}

function durationTable(rows: readonly (readonly [string, Percentiles])[]): Html {
  const columns = ['p50', 'p95', 'p99', 'max'] as const
  return html`<div class="scroll">
    <table>
      <tr>
        <th></th>
        <th class="number">count</th>
        ${columns.map((column) => html`<th class="number">${column}</th>`)}
      </tr>
      ${rows.map(
        ([name, found]) =>
          html`<tr>
            <td>${name}</td>
            <td class="number">${found.count}</td>
            ${columns.map((column) => html`<td class="number">${found[column].toFixed(1)}</td>`)}
          </tr>`,
      )}
    </table>
  </div>`
}

function chartPlace(chart: Chart, sync: string): Html {
  const { title, note } = chart
  return html`<div class="chart">
    <h3>${title}</h3>
    <p>${note}</p>
    <div class="plot" data-sync="${sync}">
      <script type="application/json">
        ${jsonHtml(chart)}
      </script>
    </div>
  </div>`
}
