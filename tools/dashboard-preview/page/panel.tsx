import { dateTime, type DataFrame } from '@grafana/data'
import { BigValue, BigValueGraphMode, Icon, PanelChrome, TimeSeries, useTheme2 } from '@grafana/ui'
import { TableNG } from '@grafana/ui/unstable'
import type { BoardData, PanelData } from '../data/board-data.ts'
import { Bars } from './bars.tsx'
import { framesOf } from './frames.ts'
import { fieldConfigOf, optionsOf } from './panel-options.ts'
import { lastValueOf, sparklineOf } from './last-value.ts'

interface PanelProps {
  readonly data: PanelData
  readonly board: BoardData
  readonly width: number
  readonly height: number
}

export function Panel({ data, board, width, height }: PanelProps) {
  const theme = useTheme2()
  const { panel } = data
  if (panel.type === 'row') {
    return (
      <div style={{ ...theme.typography.h6, color: theme.colors.text.primary, padding: 4 }}>
        <Icon name="angle-down" /> {panel.title}
      </div>
    )
  }
  const frames = framesOf(data, theme)
  return (
    <PanelChrome
      title={panel.title}
      description={panel.description ?? ''}
      width={width}
      height={height}
      padding={panel.type === 'table' ? 'none' : 'md'}
    >
      {(innerWidth, innerHeight) =>
        frames.length === 0 ? (
          <div
            style={{
              height: innerHeight,
              display: 'grid',
              placeItems: 'center',
              color: theme.colors.text.secondary,
            }}
          >
            No data
          </div>
        ) : (
          <Inside
            frames={frames}
            data={data}
            board={board}
            width={innerWidth}
            height={innerHeight}
          />
        )
      }
    </PanelChrome>
  )
}

function Inside({
  frames,
  data,
  board,
  width,
  height,
}: PanelProps & { readonly frames: DataFrame[] }) {
  const theme = useTheme2()
  const { panel } = data
  const options = optionsOf(panel)
  const [first] = frames
  if (first === undefined) return <></>
  switch (panel.type) {
    case 'stat':
      return (
        <BigValue
          theme={theme}
          width={width}
          height={height}
          value={{ ...lastValueOf(first), title: undefined }}
          colorMode={options.colorMode}
          graphMode={options.graphMode}
          justifyMode={options.justifyMode}
          textMode={options.textMode}
          sparkline={options.graphMode === BigValueGraphMode.Area ? sparklineOf(first) : undefined}
        />
      )
    case 'timeseries':
      return (
        <TimeSeries
          frames={frames}
          width={width}
          height={height}
          timeZone="utc"
          timeRange={rangeOf(board)}
          legend={options.legend}
          options={{ ...options }}
          structureRev={1}
        />
      )
    case 'bargauge':
      return <Bars frames={frames} width={width} height={height} options={options} />
    case 'table':
      return (
        <TableNG
          data={first}
          width={width}
          height={height}
          sortBy={options.sortBy}
          cellHeight={options.cellHeight}
          fieldConfig={fieldConfigOf(panel)}
          structureRev={1}
        />
      )
    default:
      return <>There is nothing that draws a panel of the type {panel.type}.</>
  }
}

function rangeOf({ fromMs, toMs }: BoardData) {
  const [from, to] = [dateTime(fromMs), dateTime(toMs)]
  return { from, to, raw: { from, to } }
}
