import type { Images } from "./image/Images.ts"

/** What a part of the release found. */
export interface Result {
  readonly summary: string
  /** What stands against the release; none where all is well. */
  readonly faults: ReadonlyArray<string>
  /** What could not be tried, and why; none where everything was. */
  readonly skipped?: ReadonlyArray<string>
}

/** What the parts of one run stand on. */
export interface Bench {
  /** For what is made and stays. */
  readonly folder: string
  /** A clean checkout, built, and what is deployed of it: made when it is first asked for, and the same for all parts. */
  readonly images: () => Promise<Images>
}

/** A thing that is tried before a release. */
export interface Part {
  readonly name: string
  readonly describe: string
  readonly run: (bench: Bench) => Promise<Result>
}
