/** What a kubelet's log does not contain at low verbosity. */

/** Beside a list of incidents. */
export const SILENT_BELOW_6: string =
  'Request lines exist from kubelet -v=6 on: below that a healthy kubelet logs nothing about its lease, and a ' +
  'missing line does not mean a missed heartbeat.'

/** Beside a drawing of heartbeats. */
export const NOT_DRAWN_BELOW_6: string =
  'A kubelet prints its lease requests from -v=6 on. Below that a healthy one logs nothing: where no log is ' +
  'drawn, or no request, the absence of a renewal proves nothing.'
