import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Messages from "@sluice/client/Messages"
import { Accept, type Taking } from "@sluice/engine/accept/Accept"
import * as List from "@sluice/engine/accept/List"
import * as Caller from "@sluice/engine/access/Caller"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Exit, Stream } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Input from "../../http/Input.ts"
import * as Instance from "../../http/Instance.ts"
import { problemOfCause } from "../../http/ProblemTable.ts"
import { report } from "../../http/Report.ts"
import * as RequestTrace from "../../http/RequestTrace.ts"
import * as Settings from "../../http/Settings.ts"
import * as UntilGone from "../../http/UntilGone.ts"
import type { AppRuntime } from "../../Services.ts"
import * as Sending from "../Sending.ts"
import * as Answering from "./Answering.ts"
import * as Body from "./Body.ts"
import * as Rows from "./Rows.ts"
import * as Spool from "./Spool.ts"
import * as Streaming from "./Streaming.ts"

/** Bytes of the rows that are in hand at one time: a chunk ends there, however few its rows are. */
const chunkBytesMax = 4 * 1024 * 1024

/** What the caller wants to read: what `Accept` names, and otherwise what they write. */
const answerFormat = (request: FastifyRequest, written: Body.Format): Body.Format => {
  const wanted = (request.headers.accept ?? "").split(",")
  return wanted.flatMap((type) => Streaming.formatNamed(type) ?? [])[0] ?? written
}

/** Keeps the whole body, so that nothing of it is taken in before all of it has been looked at. */
const spooled = Effect.fnUntraced(function* (
  pieces: Stream.Stream<Parameters<Spool.Spool["append"]>[0], Body.Unreadable>,
  requestKey: string | null
) {
  const spool = yield* Spool.make({ rowsMax: List.chunkRows, bytesMax: chunkBytesMax })
  yield* Stream.runForEach(pieces, spool.append)
  const list: List.List<never> = {
    count: yield* spool.count,
    rows: Stream.mapAccum(spool.rows, 0, (place, chunk) => [
      place + chunk.length,
      chunk.map(
        (row, index): List.Unread =>
          () =>
            Rows.read(row, place + index, requestKey)
      )
    ])
  }
  return list
})

/**
 * Begins to take a batch in.
 *
 * A document is taken when it is complete, so that one that is none queues nothing. Lines are taken as they come, unless the caller asks for what
 * needs all of them: a sample, or all or nothing.
 */
const take = Effect.fn("BatchDoor.take")(function* (request: FastifyRequest, format: Body.Format) {
  const caller = request.caller ?? Caller.nobody
  const accept = yield* Accept
  const { batchBytesMax, batchRowsMax } = yield* Settings.Settings
  const query = yield* Input.query(Messages.BatchQuery, request)
  const key = (yield* Sending.headerKey(request)) ?? null
  const bounds = { bytesMax: batchBytesMax, rowsMax: batchRowsMax, rowBytesMax: Settings.singleBytesMax }
  const pieces = Body.rows(request, format, bounds)
  const options = { atomic: query.atomic, preflight: query.preflight ?? false, stopAbove: query.stopAbove ?? null }
  if (format === "json" || options.atomic || options.preflight || options.stopAbove !== null) {
    return yield* accept.acceptList(caller, yield* spooled(pieces, key), options)
  }
  const rows = Stream.mapAccum(Body.chunked(pieces, List.chunkRows, chunkBytesMax), 0, (place, chunk) => [
    place + chunk.length,
    chunk.map((row, index) => Rows.read(row, place + index, key))
  ])
  const taking: Taking<Body.Unreadable | StoreUnavailable> = {
    projection: null,
    outcomes: accept.acceptStream(caller, rows)
  }
  return taking
})

/** Takes a batch in and tells of it as it goes. */
const run = Effect.fn("BatchDoor.run")(
  function* (request: FastifyRequest, format: Body.Format, answering: Answering.Answering) {
    const { outcomes, projection } = yield* take(request, format)
    if (projection !== null) answering.preflight(projection)
    yield* Stream.runForEach(outcomes, (chunk) => Effect.sync(() => answering.rows(chunk)))
    answering.end(null)
  },
  Effect.scoped,
  Effect.provide(NodeFileSystem.layer)
)

/**
 * The door for batches, on Fastify itself: it reads the body while it takes it in, and answers while it reads.
 *
 * A caller who goes away interrupts the work between two statements: what was told is queued, and a row is queued whole or not at all.
 */
export const install = (fastify: FastifyInstance, runtime: AppRuntime): void => {
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const format = await runtime.runPromiseExit(Streaming.formatOf(request))
    if (Exit.isFailure(format)) throw problemOfCause(format.cause, Instance.of(request))
    const answering = Answering.make(reply, answerFormat(request, format.value))
    const taking = RequestTrace.within(request)(run(request, format.value, answering))
    const exit = await runtime.runPromiseExit(taking, { signal: UntilGone.signal(reply) })
    if (Exit.isSuccess(exit)) return reply
    if (Streaming.isGone(exit.cause)) {
      reply.raw.destroy()
      return reply
    }
    const cause = Streaming.told(exit.cause)
    await runtime.runPromise(report(cause, request))
    const problem = problemOfCause(cause, Instance.of(request))
    // What is still to come of the body is not waited for.
    if (!request.raw.complete && !answering.isBegun()) reply.header("connection", "close")
    if (!answering.isBegun()) throw problem
    answering.end(problem)
    return reply
  }

  Streaming.routes(fastify, (door) => {
    door.post(Messages.sendBatch.path, { config: { role: "operator", body: "batch" } }, serve)
  })
}
