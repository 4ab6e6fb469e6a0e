/** The grace period and where its value comes from. */

export interface Grace {
  readonly minUs: number
  readonly maxUs: number
}
