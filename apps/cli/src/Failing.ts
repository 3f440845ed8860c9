import { type Problem, ProblemJson } from "@sluice/client/Problem"
import { Schema } from "effect"
import type { UsageMistake } from "./help/UsageMistake.ts"

/** How a command ended that did not do its work. */
export interface Failing {
  readonly code: number
  readonly kind: "usage" | "failed" | "internal"
  /** For people, with what to do; several lines where there are several reasons. */
  readonly message: string
  /** What the server said, where it was the server. */
  readonly problem: Problem | null
  /** Where it is a command line that cannot be read. */
  readonly mistake: UsageMistake | null
}

const titles = {
  usage: "The command is not called so",
  failed: "The command could not do its work",
  internal: "Something failed inside the command"
} as const

/** The statuses that the server has for the same: a request that makes no sense, and work that could not be done. */
const statuses = { usage: 400, failed: 500, internal: 500 } as const

const encode = Schema.encodeSync(ProblemJson)

/** A failure as one JSON value of the shape in which the server refuses (RFC 9457), with the exit code beside it. */
export const json = ({ code, kind, message, mistake, problem }: Failing): unknown => ({
  ...(problem === null
    ? {
        type: `urn:sluice:problem:cli-${kind}`,
        title: titles[kind],
        status: statuses[kind],
        detail: message,
        instance: "",
        findings:
          mistake === null
            ? []
            : [{ path: mistake.at, code: "usage", rule: null, message: mistake.message, suggestion: mistake.remedy }],
        retryAfterSeconds: null
      }
    : { ...encode(problem), type: `urn:sluice:problem:${problem.kind}` }),
  exitCode: code
})

/** The same for people. */
export const text = ({ kind, message, mistake }: Failing): string => {
  if (kind === "internal") return `sluice: internal error\n${message}`
  return mistake === null ? `sluice: ${message}` : `sluice: ${mistake.message}\n  ${mistake.remedy}`
}
