/**
 * One node's lane: its kubelet above, what the control plane made of it below, and links between the two
 * clocks. In: the model, a lane's number, a scale; out: marks, the lane's upper left corner at 0, 0. The
 * same definition draws the page and the picture.
 */

import { factMarks } from './lane-facts.ts'
import { incidentMarks } from './lane-incidents.ts'
import type { LaneChart, Rows } from './lane-layout.ts'
import { renewalMarks } from './lane-renewals.ts'
import { label, line, type Mark, rect } from './marks.ts'
import type { Model } from './model.ts'

function ground({ model, lane, scale, rows, ticks }: LaneChart): Mark[] {
  const { coverage } = model.lanes[lane] as Model['lanes'][number]
  const [kubeletY, kubeletHeight] = rows.kubelet
  const [controlY, controlHeight] = rows.control
  const covered = coverage.flatMap(([startUs, endUs]) => {
    const span = scale.span(startUs, endUs)
    return span ? [rect([span[0], kubeletY, span[1], kubeletHeight], 'covered')] : []
  })
  const middleY = controlY + controlHeight / 2
  return [
    ...ticks.map(({ x, major }) => line([x, 0, x, rows.height], major ? 'grid major' : 'grid')),
    ...covered,
    line([0, kubeletY + kubeletHeight, scale.width, kubeletY + kubeletHeight], 'ground'),
    line([0, middleY, scale.width, middleY], 'ground faint'),
    line([0, rows.height, scale.width, rows.height], 'lane-end'),
  ]
}

/** Of the plot, without the label. */
export function laneMarks(chart: LaneChart): Mark[] {
  const marks = incidentMarks(chart)
  const isWords = ({ tag }: Mark): boolean => tag === 'text'
  const spans = marks.filter((mark) => !isWords(mark))
  // Words go on top, or markers would make them unreadable.
  return [...ground(chart), ...renewalMarks(chart), ...spans, ...factMarks(chart), ...marks.filter(isWords)]
}

/** About so many characters of the label's small type fit a pixel. */
const CHARACTERS_PER_PIXEL = 1 / 7.2
/** A label narrower than this names no rows. */
const NARROW = 150

function fitting(text: string, width: number): string {
  const most = Math.floor(width * CHARACTERS_PER_PIXEL)
  const characters = [...text]
  if (characters.length <= most) return text
  // Names of nodes differ at their ends, and tell their sort at their beginnings.
  const tail = Math.floor(most * 0.6)
  return `${characters.slice(0, most - tail - 1).join('')}…${characters.slice(-tail).join('')}`
}

/** The label beside a lane, right aligned words at its right edge naming the rows. */
export function laneLabel({ lanes, incidents }: Model, index: number, rows: Rows, width: number): Mark[] {
  const lane = lanes[index] as Model['lanes'][number]
  const troubled = lane.incidents.length > 0
  if (!rows.tall) {
    const mark = troubled ? [label(0, 19, '!', 'trouble')] : []
    return [...mark, label(12, 19, fitting(lane.short, width - 24), 'node-name')]
  }
  const wasSilent = lane.incidents.some((one) => incidents[one]?.kind === 'lease-outage')
  const center = ([y, height]: readonly [number, number]): number => y + height / 2 + 3.5
  return [
    label(0, center(rows.kubelet), fitting(lane.short, width - (width < NARROW ? 12 : 70)), 'node-name'),
    label(0, center(rows.control), stateText(lane.state, wasSilent), 'state'),
    ...(width < NARROW
      ? []
      : [
          label(width - 12, center(rows.kubelet), 'kubelet', 'row-name', 'end'),
          label(width - 12, center(rows.control), 'control plane', 'row-name', 'end'),
        ]),
  ]
}

function stateText(state: string, wasSilent: boolean): string {
  return wasSilent && state === 'renewing' ? 'renewing again' : state
}
