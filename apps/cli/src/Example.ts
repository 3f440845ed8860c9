import * as HelpDoc from "@effect/cli/HelpDoc"

/** What a command's `--help` says: what it does, and how it is called. */
export const described = (summary: string, examples: ReadonlyArray<string>): HelpDoc.HelpDoc =>
  HelpDoc.sequence(
    HelpDoc.p(summary),
    HelpDoc.p(
      `${examples.length === 1 ? "Example" : "Examples"}: ${examples.map((example) => `$ ${example}`).join("   ")}`
    )
  )
