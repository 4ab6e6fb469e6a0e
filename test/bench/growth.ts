/** Measures one, four and sixteen times as much input: what grows faster than its input shows. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Exporter } from '../../src/model/index.ts'
import { type Shape, shapes, writeShape } from './generate.ts'
import { type Measurement, measure, node } from './measure.ts'

/** Sixteen times the input may take this many times the processor time: start and warm-up make it less than sixteen. */
const MOST_GROWTH = 18

const STEPS = [1, 4, 16]
const SEED = 7

/** Shapes that grow in bytes, in incidents of one node and in nodes. */
const GROWING = ['sparse', 'real', 'requests-heavy', 'dense', 'retries', 'controller', 'incidents', 'nodes']
/** The shape that each output format is measured with. */
const FOR_FORMATS = 'incidents'

export interface GrowthSettings {
  /** The `dist/cli.js` that is measured. */
  readonly cli: string
  /** For the logs. */
  readonly directory: string
  /** The module that reports memory. */
  readonly rusage: string
  /** Most bytes of a shape. */
  readonly bytesOf: (shape: Shape) => number
}

/** Returns the table, and for each row that grows too fast what it is. */
export async function measureGrowth(
  settings: GrowthSettings,
): Promise<{ readonly text: string; readonly failures: readonly string[] }> {
  let text = `### Growth: processor seconds of 1, 4 and 16 times the input\n\n`
  text +=
    '| log | output | MB | 1 × | 4 × | 16 × | growth | peak MiB |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n'
  const failures: string[] = []
  const { exporters } = (await import(pathToFileURL(join(settings.cli, '../index.js')).href)) as {
    readonly exporters: readonly Exporter[]
  }
  for (const shape of shapes.filter(({ name }) => GROWING.includes(name))) {
    const formats = shape.name === FOR_FORMATS ? exporters.map(({ name }) => name) : ['ndjson']
    for (const [format, steps] of await measureSteps(shape, formats, settings)) {
      const [one = 0, , sixteen = 0] = steps.map(({ cpuSeconds }) => cpuSeconds)
      const growth = sixteen / one
      const megabytes = (settings.bytesOf(shape) / 1e6).toFixed(0)
      const seconds = steps.map(({ cpuSeconds }) => cpuSeconds.toFixed(2)).join(' | ')
      const peak = steps.at(-1)?.peakMiB?.toFixed(0) ?? ''
      text += `| ${shape.name} | ${format} | ${megabytes} | ${seconds} | ${growth.toFixed(1)} × | ${peak} |\n`
      if (growth > MOST_GROWTH)
        failures.push(
          `${shape.name} as ${format}: ${growth.toFixed(1)} times the time for 16 times the input`,
        )
    }
  }
  return { text: `${text}\n`, failures }
}

/** Returns for each format what each step takes. */
async function measureSteps(
  shape: Shape,
  formats: readonly string[],
  { cli, directory, rusage, bytesOf }: GrowthSettings,
): Promise<Map<string, Measurement[]>> {
  const steps = new Map<string, Measurement[]>(formats.map((format) => [format, []]))
  for (const step of STEPS) {
    const logs = join(directory, shape.name)
    const paths = await writeShape(shape, logs, (bytesOf(shape) * step) / 16, SEED)
    const input = paths.length === 1 ? paths : [logs]
    const measured = await measure(
      formats.map((format) => node(format, rusage, [cli, ...input, '-o', format, '-q'], 3)),
    )
    rmSync(logs, { recursive: true })
    for (const [format, measurement] of measured) steps.get(format)?.push(measurement)
  }
  return steps
}
