import { getDisplayValueAlignmentFactors, VizOrientation, type DataFrame } from '@grafana/data'
import { BarGauge, useTheme2 } from '@grafana/ui'
import type { PanelOptions } from './panel-options.ts'
import { lastValueOf } from './last-value.ts'

interface BarsProps {
  readonly frames: DataFrame[]
  readonly width: number
  readonly height: number
  readonly options: PanelOptions
}

const GAP_PX = 6

/** One bar for each series, against the largest. */
export function Bars({ frames, width, height, options }: BarsProps) {
  const theme = useTheme2()
  const each = height / frames.length - GAP_PX
  const values = frames.map((frame) => lastValueOf(frame))
  const largest = Math.max(...values.map(({ numeric }) => numeric))
  const alignment = getDisplayValueAlignmentFactors(
    values.map(({ field, ...display }) => ({
      name: '',
      field: field.config,
      display,
      hasLinks: false,
    })),
  )
  return (
    <div style={{ display: 'grid', gap: GAP_PX }}>
      {values.map(({ field, ...value }) => (
        <BarGauge
          key={value.title}
          theme={theme}
          width={width}
          height={each}
          field={{ ...field.config, min: 0, max: largest }}
          value={{ ...value, percent: value.numeric / largest }}
          display={field.display}
          orientation={VizOrientation.Horizontal}
          displayMode={options.displayMode}
          valueDisplayMode={options.valueMode}
          namePlacement={options.namePlacement}
          showUnfilled={options.showUnfilled}
          text={options.text}
          alignmentFactors={alignment}
        />
      ))}
    </div>
  )
}
