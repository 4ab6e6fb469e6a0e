/**
 * Scales, ticks and shapes: the only file that imports d3. In the page of a report the same names come from
 * d3's own browser files, which are written into the page (see ../html/script.ts).
 */
export { scaleLinear, scaleLog, scaleUtc } from 'd3-scale'
export {
  curveLinear,
  curveStepBefore,
  line,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolTimes,
  symbolTriangle,
} from 'd3-shape'
