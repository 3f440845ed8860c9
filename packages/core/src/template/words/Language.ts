/** What the linter knows of one language. Phrases are plain texts: capitals do not count, and a blank stands for any blanks. */
export interface Language {
  /**
   * Short forms that reviewers object to, with what to write instead (TP-02). A form with a capital letter, or of one or two signs, counts
   * only as it is written: `COD` is no `cod`.
   */
  readonly abbreviations: ReadonlyArray<readonly [short: string, long: string]>
  /** Ways to ask the reader to follow a link (TP-04). To click is none in itself: buttons are clicked too. */
  readonly linkRequests: ReadonlyArray<string>
  /** What identifies or authenticates a person, and the words that ask for it: both in one sentence are a request (TP-05). */
  readonly identifiers: ReadonlyArray<string>
  readonly asking: ReadonlyArray<string>
  /** What turns a request into a warning ("never share …"), and what says that only a part is meant ("the last four digits"). */
  readonly denying: ReadonlyArray<string>
  readonly partial: ReadonlyArray<string>
  /** Wording of suggestions; words in angle brackets are the author's to fill in. */
  readonly suggestion: {
    /** In place of a percentage discount. */
    readonly amountOff: string
    /** In place of a request to follow a link. */
    readonly askToReply: string
    /** In place of a link that is written out. */
    readonly button: string
    /** Put before a variable that begins the text, and after one that ends it. */
    readonly opening: string
    readonly closing: string
  }
}
