/**
 * Scales, ticks and shapes of d3. The build bundles d3 into this file and into the page's script.
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
