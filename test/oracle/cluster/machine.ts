/** A machine: its clock, its zone and the stretches in which it stands still. */

/** `hung`: timers expire at the end (SIGSTOP). `suspended`: timers stand still too (a paused virtual machine). */
export interface Pause {
  readonly kind: 'hung' | 'suspended'
  readonly fromUs: number
  readonly toUs: number
}

/** From `atUs` of real time on the clock is further ahead by `byUs`. */
export interface ClockStep {
  readonly atUs: number
  readonly byUs: number
}

export class Machine {
  readonly name: string
  /** What its clock is ahead of real time before any step. */
  readonly offsetUs: number
  readonly zoneMinutes: number
  readonly steps: readonly ClockStep[]
  readonly pauses: readonly Pause[]

  constructor(machine: {
    name: string
    offsetUs: number
    zoneMinutes: number
    steps: readonly ClockStep[]
    pauses: readonly Pause[]
  }) {
    this.name = machine.name
    this.offsetUs = machine.offsetUs
    this.zoneMinutes = machine.zoneMinutes
    this.steps = machine.steps
    this.pauses = machine.pauses
  }

  /** What its clock shows (UTC) at a moment of real time. */
  stampOf(realUs: number): number {
    return this.steps.reduce(
      (us, step) => (realUs >= step.atUs ? us + step.byUs : us),
      realUs + this.offsetUs,
    )
  }

  /** When a timer set at `fromUs` for `sleepUs` fires. */
  wakeAt(fromUs: number, sleepUs: number): number {
    let atUs = fromUs + sleepUs
    for (const pause of this.pauses) {
      if (atUs < pause.fromUs || fromUs >= pause.toUs) continue
      if (pause.kind === 'hung') atUs = Math.max(atUs, pause.toUs)
      else atUs += pause.toUs - Math.max(pause.fromUs, fromUs)
    }
    return atUs
  }
}
