/* Runs in the reader's browser, after uPlot: draws every chart that the page carries as data. */
const COLORS = [
  '#2f7ed8',
  '#e8871e',
  '#2a9d62',
  '#c0392b',
  '#8e5bd0',
  '#0f9fb5',
  '#9a7b1c',
  '#d6539a',
]
const HEIGHT = 210

const style = getComputedStyle(document.documentElement)
const color = (name) => style.getPropertyValue(name).trim()
const shown = (value) =>
  value === null || value === undefined ? '–' : String(Number(value.toPrecision(3)))

function optionsOf({ lines, unit }, width, sync) {
  const axis = {
    stroke: color('--quiet'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width,
    height: HEIGHT,
    cursor: { sync: { key: sync } },
    scales: {
      x: { time: false },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 28, values: (_plot, ticks) => ticks.map((seconds) => `${seconds} s`) },
      {
        ...axis,
        size: 62,
        values: (_plot, ticks) => ticks.map((tick) => `${shown(tick)} ${unit}`),
      },
    ],
    series: [
      { label: 'at', value: (_plot, seconds) => (seconds === null ? '–' : `${seconds} s`) },
      ...lines.map(({ label }, index) => ({
        label,
        stroke: COLORS[index % COLORS.length],
        width: 1.6,
        spanGaps: true,
        points: { show: false },
        value: (_plot, value) => shown(value),
      })),
    ],
  }
}

for (const place of document.querySelectorAll('.plot')) {
  const chart = JSON.parse(place.querySelector('script').textContent)
  const data = [chart.atSeconds, ...chart.lines.map(({ values }) => values)]
  const plot = new uPlot(optionsOf(chart, place.clientWidth, place.dataset.sync), data, place)
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
    place,
  )
}
