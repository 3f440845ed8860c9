import * as Command from "./Command.ts"

/** What the registry has published against a version that runs in production. */
export type Audit =
  | { readonly _tag: "Clean" }
  | { readonly _tag: "Found"; readonly report: string }
  /** Nobody answered, or one that does not do audits: not every mirror of a registry does. */
  | { readonly _tag: "NotDone"; readonly reason: string }

/** The request was answered with something else than an audit. */
const notAnswered = /ERR_PNPM_AUDIT_\w+[\s\S]*?responded with (\d+)/

/** The request was not answered at all, in the words of the package manager and of the systems below it. */
const notReached =
  /ERR_PNPM_(?:AUDIT|META_FETCH|FETCH|REQUEST)\w*|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|error sending request|timed out/i

/** What it is that the package manager prints above its findings. */
const vulnerabilities = /\d+ vulnerabilit/

/** Judges how an audit failed: with findings, or because there was none. What is not understood is a finding, so that nothing passes by it. */
export const judge = (failure: string): Audit => {
  if (vulnerabilities.test(failure)) return { _tag: "Found", report: failure }
  const [, status] = notAnswered.exec(failure) ?? []
  if (status !== undefined) return { _tag: "NotDone", reason: `the registry does no audits: it answered ${status}` }
  const [words] = notReached.exec(failure) ?? []
  if (words !== undefined) return { _tag: "NotDone", reason: `the registry did not answer: ${words}` }
  return { _tag: "Found", report: failure }
}

/** Runs an audit, one request with no second try, and judges its end. */
export const run = async (program: () => Promise<Command.Output>): Promise<Audit> => {
  try {
    await program()
    return { _tag: "Clean" }
  } catch (error) {
    if (!(error instanceof Command.CommandFailed)) throw error
    return error.isLate
      ? { _tag: "NotDone", reason: `the registry did not answer within ${error.secondsMax} s` }
      : judge(error.message)
  }
}
