/**
 * One part of the documents that is made from the sources: what it writes, and what stands against what is written.
 *
 * `write` brings it up to date and tells the files that changed. `check` writes nothing and tells every reason why it is not; both
 * tell what no writing can mend.
 */
export interface Part {
  readonly name: string
  readonly write: () => Promise<Outcome>
  readonly check: () => Promise<Outcome>
}

export interface Outcome {
  /** What was looked at, in one line: `68 rules, 1161 tests`. */
  readonly summary: string
  readonly changed: ReadonlyArray<string>
  readonly faults: ReadonlyArray<string>
}
