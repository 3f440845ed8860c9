import type { BatchLine, Preflight } from "@sluice/client/Message"
import { ProblemJson, type Problem } from "@sluice/client/Problem"
import type * as Outcome from "@sluice/engine/accept/Outcome"
import { Schema } from "effect"
import type { FastifyReply } from "fastify"
import { PassThrough } from "node:stream"
import * as Metrics from "../../Metrics.ts"
import * as Requests from "../Requests.ts"
import type { Format } from "./Body.ts"

/**
 * An answer that is written while its request is still being read.
 *
 * Nothing is sent before the first word, so that a request that comes to nothing is answered by its problem and status. What is written is
 * kept until the caller reads it, and never waits for that: many callers read nothing before they have sent everything, and would wait for a
 * server that waits for them. A request has a bounded number of rows, and so has its answer.
 */
export interface Answering {
  /** Whether anything was said; then only `end` can tell of a problem. */
  readonly isBegun: () => boolean
  readonly preflight: (projection: (typeof Preflight)["Encoded"]) => void
  readonly rows: (outcomes: ReadonlyArray<Outcome.Outcome>) => void
  /** @param problem why the rows after the last one were not taken; null where all were */
  readonly end: (problem: Problem | null) => void
}

type Line = (typeof BatchLine)["Encoded"]

/** How long a caller may leave an answer unread before the connection is given up. */
const unreadMillisMax = 60_000

const types: Readonly<Record<Format, string>> = {
  json: "application/json; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8"
}

const problemJson = Schema.encodeSync(ProblemJson)

/** What is written at which place of an answer. */
interface Writing {
  readonly preflight: (projection: (typeof Preflight)["Encoded"]) => string
  readonly rows: (rows: ReadonlyArray<ReturnType<typeof Requests.row>>, isFirst: boolean) => string
  readonly end: (
    last: { readonly counts: Counts; readonly problem?: (typeof ProblemJson)["Encoded"] },
    isFirst: boolean
  ) => string
}

interface Counts {
  readonly queued: number
  readonly repeated: number
  readonly refused: number
}

const line = (value: Line): string => `${JSON.stringify(value)}\n`

const writings = {
  ndjson: (): Writing => ({
    preflight: (preflight) => line({ preflight }),
    rows: (rows) => rows.map(line).join(""),
    end: line
  }),
  json: (): Writing => {
    let preflight: string = "null"
    const head = (isFirst: boolean): string => (isFirst ? `{"preflight":${preflight},"results":[` : ",")
    return {
      preflight: (projection) => {
        preflight = JSON.stringify(projection)
        return ""
      },
      rows: (rows, isFirst) => head(isFirst) + rows.map((row) => JSON.stringify(row)).join(","),
      end: ({ counts, problem }, isFirst) =>
        `${isFirst ? head(true) : ""}],${JSON.stringify({ ...counts, ...(problem === undefined ? {} : { problem }) }).slice(1)}`
    }
  }
} as const

const tags = { Queued: "queued", Repeated: "repeated", Refused: "refused" } as const

/** An answer in a format. */
export const make = (reply: FastifyReply, format: Format): Answering => {
  const writing = writings[format]()
  const counts = { queued: 0, repeated: 0, refused: 0 }
  let out: PassThrough | null = null
  let isFirst = true

  const begin = (): PassThrough => {
    const stream = new PassThrough()
    reply.raw.setTimeout(unreadMillisMax, () => reply.raw.destroy())
    void reply.code(202).type(types[format]).send(stream)
    return stream
  }
  const write = (text: string): void => {
    if (text === "") return
    out ??= begin()
    out.write(text)
  }

  return {
    isBegun: () => out !== null,
    preflight: (projection) => write(writing.preflight(projection)),
    rows: (outcomes) => {
      if (outcomes.length === 0) return
      const before = { ...counts }
      for (const { _tag } of outcomes) counts[tags[_tag]]++
      for (const tag of Object.values(tags)) Metrics.handedIn(tag, counts[tag] - before[tag])
      write(writing.rows(outcomes.map(Requests.row), isFirst))
      isFirst = false
    },
    end: (problem) => {
      write(writing.end({ counts, ...(problem === null ? {} : { problem: problemJson(problem) }) }, isFirst))
      out?.end()
    }
  }
}
