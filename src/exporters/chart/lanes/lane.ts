/**
 * Draws one node's lane: kubelet above, control plane below, links between their clocks.
 *
 * The upper left corner of the lane is at 0, 0. Page and picture use the same marks.
 */

import { cutMiddle } from '../cut-middle.ts'
import { label, line, type Mark, rect } from '../marks.ts'
import type { Model } from '../model.ts'
import { factMarks } from './lane-facts.ts'
import { incidentMarks } from './lane-incidents.ts'
import type { LaneChart, Rows } from './lane-layout.ts'
import { renewalMarks } from './lane-renewals.ts'

function ground({ model, lane, scale, rows, ticks }: LaneChart): Mark[] {
  const { coverage } = model.lanes[lane] as Model['lanes'][number]
  const [kubeletY, kubeletHeight] = rows.kubelet
  const covered = coverage.flatMap(([startUs, endUs]) => {
    const span = scale.span(startUs, endUs)
    return span ? [rect([span[0], kubeletY, span[1], kubeletHeight], 'covered')] : []
  })
  const middleY = rows.control === null ? null : rows.control[0] + rows.control[1] / 2
  return [
    ...ticks.map(({ x, major }) => line([x, 0, x, rows.height], major ? 'grid major' : 'grid')),
    ...covered,
    line([0, kubeletY + kubeletHeight, scale.width, kubeletY + kubeletHeight], 'ground'),
    ...(middleY === null ? [] : [line([0, middleY, scale.width, middleY], 'ground faint')]),
    line([0, rows.height, scale.width, rows.height], 'lane-end'),
  ]
}

/** Marks of the plot, without the label. */
export function laneMarks(chart: LaneChart): Mark[] {
  const marks = incidentMarks(chart)
  const isText = ({ tag }: Mark): boolean => tag === 'text'
  const spans = marks.filter((mark) => !isText(mark))
  // Text covers markers, which would make it unreadable; but no eviction may be hidden.
  const facts = factMarks(chart)
  const isEviction = ({ attributes }: Mark): boolean => attributes.class === 'fact eviction'
  return [
    ...ground(chart),
    ...renewalMarks(chart),
    ...spans,
    ...facts.filter((mark) => !isEviction(mark)),
    ...marks.filter(isText),
    ...facts.filter(isEviction),
  ]
}

/** Approximate width of a label's character. */
const CHARACTER_PIXELS = 8.2
/** Minimum width of a label that names the rows. */
const MIN_ROW_NAMES_WIDTH = 150

function cutName(text: string, width: number): string {
  return cutMiddle(text, Math.floor(width / CHARACTER_PIXELS))
}

/** The label beside a lane: name and state, and right-aligned names of the rows. */
export function laneLabel({ lanes, incidents }: Model, index: number, rows: Rows, width: number): Mark[] {
  const lane = lanes[index] as Model['lanes'][number]
  const troubled = lane.incidentCount > 0
  if (!rows.tall) {
    const mark = troubled ? [label(0, 19, '!', 'trouble')] : []
    return [...mark, label(12, 19, cutName(lane.short, width - 24), 'node-name')]
  }
  const wasSilent = lane.incidents.some((one) => incidents[one]?.kind === 'lease-outage')
  const center = ([y, height]: readonly [number, number]): number => y + height / 2 + 3.5
  return [
    label(
      0,
      center(rows.kubelet),
      cutName(lane.short, width - (width < MIN_ROW_NAMES_WIDTH ? 12 : 70)),
      'node-name',
    ),
    label(
      0,
      center(rows.control ?? rows.kubelet) + (rows.control ? 0 : 16),
      stateText(lane.state, wasSilent),
      'state',
    ),
    ...(width < MIN_ROW_NAMES_WIDTH
      ? []
      : [
          label(width - 12, center(rows.kubelet), 'kubelet', 'row-name', 'end'),
          ...(rows.control === null
            ? []
            : [label(width - 12, center(rows.control), 'control plane', 'row-name', 'end')]),
        ]),
  ]
}

function stateText(state: string, wasSilent: boolean): string {
  return wasSilent && state === 'renewing' ? 'renewing again' : state
}
