import { CampaignPath, upload as described, UploadQuery } from "@sluice/client/Campaigns"
import * as List from "@sluice/engine/accept/List"
import * as Caller from "@sluice/engine/access/Caller"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Effect, Exit, Stream } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Input from "../http/Input.ts"
import * as Instance from "../http/Instance.ts"
import { problemOfCause } from "../http/ProblemTable.ts"
import { report } from "../http/Report.ts"
import * as RequestTrace from "../http/RequestTrace.ts"
import * as Settings from "../http/Settings.ts"
import * as Body from "../messages/batch/Body.ts"
import * as Rows from "../messages/batch/Rows.ts"
import * as Streaming from "../messages/batch/Streaming.ts"
import type { AppRuntime } from "../Services.ts"
import * as Views from "./Views.ts"

/** What one request may hold. A longer list comes in several, each with the place at which it goes on. */
const bounds: Body.Bounds = {
  rowsMax: 1_000_000,
  bytesMax: 1024 * 1024 * 1024,
  rowBytesMax: Settings.singleBytesMax
}

/** Bytes of the rows that are in hand at one time. */
const chunkBytesMax = 4 * 1024 * 1024

/** Takes the rows in as they come: what has come is in the list, however the request ends. */
const take = Effect.fn("UploadDoor.take")(function* (request: FastifyRequest) {
  const caller = request.caller ?? Caller.nobody
  const campaigning = yield* Campaigning
  const format = yield* Streaming.formatOf(request)
  const { id } = yield* Input.path(CampaignPath, request)
  const { from = null } = yield* Input.query(UploadQuery, request)
  const rows = Body.chunked(Body.rows(request, format, bounds), List.chunkRows, chunkBytesMax).pipe(
    Stream.map((chunk) => chunk.map((row) => Rows.read(row, 0, null)))
  )
  const uploaded = yield* campaigning.upload(caller, id, from, rows)
  return Views.upload(uploaded, yield* campaigning.get(caller, id))
})

/** The door for campaigns' lists, on Fastify itself: it reads the body while it takes it in, in constant memory. */
export const install = (fastify: FastifyInstance, runtime: AppRuntime): void => {
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const exit = await runtime.runPromiseExit(RequestTrace.within(request)(take(request)))
    if (Exit.isSuccess(exit)) return reply.send(exit.value)
    // What has come is in the list.
    if (Streaming.isGone(exit.cause)) {
      reply.raw.destroy()
      return reply
    }
    const cause = Streaming.told(exit.cause)
    await runtime.runPromise(report(cause, request))
    // What is still to come of the body is not waited for.
    if (!request.raw.complete) reply.header("connection", "close")
    throw problemOfCause(cause, Instance.of(request))
  }

  Streaming.routes(fastify, (door) => {
    door.post(described.path, { config: { role: "operator", body: "batch" } }, serve)
  })
}
