import {
  type CallbackDetail,
  CallbackPath,
  type CallbackView,
  ListQuery,
  ReplayRequest,
  type Replayed
} from "@sluice/client/Callbacks"
import * as Caller from "@sluice/engine/access/Caller"
import * as Original from "@sluice/engine/intake/media/Original"
import * as Presence from "@sluice/engine/intake/media/Presence"
import * as Reference from "@sluice/engine/intake/media/Reference"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import type { Entry, Kept } from "@sluice/engine/ports/CallbackArchive"
import { Effect, Option } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { CallbackUnknown } from "../http/Refusals.ts"
import { iso } from "../messages/Views.ts"
import * as Cursor from "./Cursor.ts"
import * as Filter from "./Filter.ts"

type View = (typeof CallbackView)["Encoded"]

const viewOf = ({ accountId, bodyBytes, id, provider, receivedMillis, report, verdict }: Entry): View => ({
  id,
  accountId,
  provider,
  receivedAt: iso(receivedMillis),
  verdict,
  bodyBytes,
  report
})

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const textOf = (body: Uint8Array): (typeof CallbackDetail)["Encoded"]["body"] =>
  Option.match(Option.liftThrowable(() => strict.decode(body))(), {
    onNone: () => ({ encoding: "base64", text: Buffer.from(body).toString("base64") }),
    onSome: (text) => ({ encoding: "utf-8", text })
  })

/** A page of stored callbacks, newest first. One more than asked for is read, to know whether there is another page. */
export const list = Effect.fn("Browsing.list")(function* (request: FastifyRequest) {
  const archive = yield* CallbackArchive
  const { cursor, limit, ...filter } = yield* Input.query(ListQuery, request)
  const found = yield* archive.list({ ...(yield* Filter.of(filter, cursor)), limit: limit + 1 })
  const shown = found.slice(0, limit)
  return { callbacks: shown.map(viewOf), next: Cursor.next(shown, found.length > limit) }
})

/**
 * The callback as it was signed, with the files that were taken out of it (WH-06). Where one of them is gone, it is what is stored: its content type then
 * tells where references to files stand.
 */
const originalOf = (found: Kept) =>
  Reference.offsetsIn(found.contentType).offsets.length === 0
    ? Effect.succeed<Original.Original>(found)
    : Original.of({ ...found, verdict: found.verdict === "bad-signature" ? "bad-signature" : "pending" }).pipe(
        Effect.catchTags({
          OriginalLost: () => Effect.succeed<Original.Original>(found),
          ReferenceDamaged: () => Effect.succeed<Original.Original>(found)
        })
      )

/** One stored callback as it came. */
export const show = Effect.fn("Browsing.show")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const archive = yield* CallbackArchive
  const { id } = yield* Input.path(CallbackPath, request)
  const found = Option.getOrNull(yield* archive.find(id))
  if (found === null || !Caller.mayUse(caller, found.accountId)) return yield* new CallbackUnknown({ id })
  const { body, contentType } = yield* originalOf(found)
  const answer: (typeof CallbackDetail)["Encoded"] = { ...viewOf(found), contentType, body: textOf(body) }
  return answer
})

/** What may be put back: pending ones are so already, and what was not believed is never processed. */
const replayable = ({ verdict }: Entry): boolean => verdict !== "pending" && verdict !== "bad-signature"

type LeftOut = NonNullable<(typeof Replayed)["Encoded"]["leftOut"]>[number]

/** Why one that was named is not put back. One that somebody else put back meanwhile is pending, like one that was before. */
const leftOut = (id: number, found: ReadonlyArray<Entry>): LeftOut => {
  const verdict = found.find((one) => one.id === id)?.verdict
  return { id, because: verdict === undefined ? "unknown" : verdict === "bad-signature" ? verdict : "pending" }
}

/** Files are asked about at a time: a bucket answers each within some milliseconds. */
const asking = 8

/** How many of these callbacks carried a file that is not there any more (WH-06). Of those that carried none nothing is read. */
const withoutFiles = Effect.fnUntraced(function* (chosen: ReadonlyArray<Entry>) {
  const archive = yield* CallbackArchive
  const carriers = chosen.filter(({ contentType }) => Reference.offsetsIn(contentType).offsets.length > 0)
  const whole = yield* Effect.forEach(
    carriers,
    ({ id }) =>
      Effect.flatMap(archive.find(id), (found) =>
        Option.match(found, { onNone: () => Effect.succeed(true), onSome: Presence.isWhole })
      ),
    { concurrency: asking }
  )
  return new Set(carriers.filter((_, at) => whole[at] === false).map(({ id }) => id))
})

/**
 * Puts callbacks back, so that they are processed again; a dry run only tells which. They are put back as they are stored: what is processed does
 * not read the files that came with them, so it tells the same with and without.
 */
export const replay = Effect.fn("Browsing.replay")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const archive = yield* CallbackArchive
  const { cursor, dryRun, ids, limit, ...filter } = yield* Input.body(ReplayRequest, request)
  const asked = yield* Filter.of(filter, cursor)
  const byFilter = archive.list({ ...asked, limit: limit + 1 })
  const byIds = Effect.map(Effect.forEach([...new Set(ids)], archive.find), (found) =>
    Option.reduceCompact(found, new Array<Kept>(), (all, one) =>
      Caller.mayUse(caller, one.accountId) ? [...all, one] : all
    )
  )
  const found: ReadonlyArray<Entry> = yield* ids === undefined ? byFilter : byIds
  const page = ids === undefined ? found.slice(0, limit) : found
  const chosen = page.filter(replayable)
  // Before anything is changed: where the blob store cannot tell, nothing is.
  const gone = yield* withoutFiles(chosen)
  const reopened = new Set(dryRun ? chosen.map(({ id }) => id) : yield* archive.reopen(chosen.map(({ id }) => id)))
  const back = chosen.filter(({ id }) => reopened.has(id))
  if (!dryRun && back.length > 0) {
    yield* Effect.logInfo("stored callbacks are processed again").pipe(
      Effect.annotateLogs({ by: caller.name, count: back.length })
    )
  }
  const answer: (typeof Replayed)["Encoded"] = {
    count: back.length,
    appliedBefore: back.filter(({ verdict }) => verdict === "processed").length,
    filesGone: back.filter(({ id }) => gone.has(id)).length,
    leftOut: [...new Set(ids)].filter((id) => !reopened.has(id)).map((id) => leftOut(id, found)),
    next: Cursor.next(page, found.length > page.length)
  }
  return answer
})
