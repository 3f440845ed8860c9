/** What a part of the release found. */
export interface Result {
  readonly summary: string
  /** What stands against the release; none where all is well. */
  readonly faults: ReadonlyArray<string>
}

/** A thing that is tried before a release. */
export interface Part {
  readonly name: string
  readonly describe: string
  /** @param folder a folder for what it makes, that stays. */
  readonly run: (folder: string) => Promise<Result>
}
