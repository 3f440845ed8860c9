import type { ServerResponse } from "node:http"
import * as Limit from "@sluice/core/message/Limit"
import * as Selection from "@sluice/core/subscription/Selection"
import * as Caller from "@sluice/engine/access/Caller"
import { AccountUnknown, Directory } from "@sluice/engine/ports/Directory"
import { Feed } from "@sluice/engine/ports/Feed"
import type { FeedEvent } from "@sluice/engine/ports/Feed"
import * as Body from "@sluice/engine/subscriptions/Body"
import { Cause, Clock, Duration, Effect, Exit, Fiber, type ManagedRuntime, Schema } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Input from "../http/Input.ts"
import * as Instance from "../http/Instance.ts"
import { problemOfCause } from "../http/ProblemTable.ts"
import { NotReady, RequestUnreadable } from "../http/Refusals.ts"
import { report } from "../http/Report.ts"

/** How much listeners may ask of a process, and how long it waits for them; real milliseconds. */
export interface Limits {
  /** Listeners of one process; each asks the store every `pollMillis`. */
  readonly listenersMax: number
  /** Events in one reading: what a slow reader can have outstanding. */
  readonly pageMax: number
  readonly pollMillis: number
  /** So often a listener hears something, also where nothing happens: proxies close what is silent. */
  readonly heartbeatMillis: number
  /** A reader that has not taken what was written by then is cut off; it comes back with `Last-Event-ID`. */
  readonly drainMillis: number
}

const defaults: Limits = {
  listenersMax: 100,
  pageMax: 200,
  pollMillis: 500,
  heartbeatMillis: 15_000,
  drainMillis: 30_000
}

/** How long the feed stays open behind a listener that has gone. */
const lingerMillis = 600_000

const Query = Schema.Struct({
  /** Types of events, groups, or `*`, separated by commas; all unless told. */
  types: Schema.optionalWith(Schema.String.pipe(Schema.maxLength(2_000)), { exact: true }),
  /** One account: for keys of all, and for a key of one its own. */
  accountId: Schema.optionalWith(Limit.Name, { exact: true })
})

const isSelector = Schema.is(Selection.Selector)

const unreadable = (detail: string) => new RequestUnreadable({ kind: "malformed-request", detail })

interface Listening {
  readonly position: string
  readonly accountId: string | null
  readonly types: ReadonlyArray<string>
}

/** What is listened to; a type that there is not is named, with those that there are. */
const selectorsOf = (text: string): Effect.Effect<ReadonlyArray<string>, RequestUnreadable> => {
  const types = text.split(",")
  const wrong = types.find((type) => !isSelector(type))
  return wrong === undefined
    ? Effect.succeed(types)
    : unreadable(
        `types names ${JSON.stringify(wrong)}, a type of event that there is not; separated by commas it takes ${Selection.choices.join(", ")}`
      )
}

/** Whose events are heard: of the account that is asked for, else of the caller's. One that the caller may not use is told like one that does not exist. */
const accountOf = Effect.fnUntraced(function* (caller: Caller.Caller, asked: string | null) {
  if (asked === null) return caller.accountId
  if (!Caller.mayUse(caller, asked)) return yield* new AccountUnknown({ accountId: asked })
  const directory = yield* Directory
  return (yield* directory.account(asked)).id
})

/** What the request asks for; the feed is open from then on. */
const opened = Effect.fn("EventsDoor.opened")(function* (
  request: FastifyRequest,
  listeners: number,
  { listenersMax }: Limits
) {
  if (listeners >= listenersMax) return yield* new NotReady({ detail: `there are ${listenersMax} listeners already` })
  const feed = yield* Feed
  const caller = request.caller ?? Caller.nobody
  const { accountId: asked = null, types: text = "*" } = yield* Input.query(Query, request)
  const types = yield* selectorsOf(text)
  const accountId = yield* accountOf(caller, asked)
  const last = request.headers["last-event-id"]
  if (typeof last === "string" && last !== "" && !feed.isPosition(last)) {
    return yield* unreadable("Last-Event-ID is none that was given out here")
  }
  yield* feed.listen((yield* Clock.currentTimeMillis) + lingerMillis)
  const position = typeof last === "string" && last !== "" ? last : yield* feed.end
  const listening: Listening = { position, accountId, types }
  return listening
})

const frame = (event: FeedEvent): string => `id: ${event.position}\nevent: ${event.type}\ndata: ${Body.of(event)}\n\n`

/** Writes, and waits until the reader has taken it; false for one that is too slow or has gone. */
const write = (raw: ServerResponse, text: string, { drainMillis }: Limits): Effect.Effect<boolean> =>
  Effect.async<boolean>((resume) => {
    if (raw.destroyed || raw.writableEnded) return resume(Effect.succeed(false))
    if (raw.write(text)) return resume(Effect.succeed(true))
    const drained = () => resume(Effect.succeed(true))
    raw.once("drain", drained)
    return Effect.sync(() => raw.off("drain", drained))
  }).pipe(
    Effect.timeoutTo({ duration: Duration.millis(drainMillis), onTimeout: () => false, onSuccess: (done) => done })
  )

/** Follows the feed until the reader goes, or is too slow. Waits are the wall's, whatever clock the engine runs on. */
const follow = Effect.fn("EventsDoor.follow")(function* (raw: ServerResponse, listening: Listening, limits: Limits) {
  const { heartbeatMillis, pageMax, pollMillis } = limits
  const feed = yield* Feed
  const engineClock = yield* Effect.clock
  const { accountId, types } = listening
  const nowOfEngine = engineClock.currentTimeMillis
  const wall = Clock.make()
  let { position } = listening
  let quietMillis = 0
  let renewMillis = (yield* wall.currentTimeMillis) + lingerMillis / 2
  if (!(yield* write(raw, `retry: 2000\nid: ${position}\n\n`, limits))) return
  for (;;) {
    if ((yield* wall.currentTimeMillis) >= renewMillis) {
      yield* feed.listen((yield* nowOfEngine) + lingerMillis)
      renewMillis = (yield* wall.currentTimeMillis) + lingerMillis / 2
    }
    const page = yield* feed.after({ afterPosition: position, limit: pageMax, accountId })
    position = page.position
    const text = page.events
      .filter(({ type }) => Selection.picksType(types, type))
      .map(frame)
      .join("")
    if (text !== "") {
      quietMillis = 0
      if (!(yield* write(raw, text, limits))) return
    }
    if (page.more) continue
    yield* Effect.sleep(Duration.millis(pollMillis))
    quietMillis += pollMillis
    if (quietMillis >= heartbeatMillis) {
      quietMillis = 0
      if (!(yield* write(raw, ": still here\n\n", limits))) return
    }
  }
}, Effect.withClock(Clock.make()))

/**
 * `GET /v1/events`: events as they happen, as server-sent events, on Fastify itself since an answer never ends.
 *
 * A reader has at most one page outstanding and is cut off when it does not take it; nothing is kept for it but its place, which it brings along
 * when it comes back.
 */
export const install = (
  fastify: FastifyInstance,
  runtime: ManagedRuntime.ManagedRuntime<Directory | Feed, never>,
  limits: Limits = defaults
): void => {
  const open = new Set<ServerResponse>()

  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const asked = Effect.tapErrorCause(opened(request, open.size, limits), (cause) => report(cause, request))
    const exit = await runtime.runPromiseExit(asked)
    if (Exit.isFailure(exit)) throw problemOfCause(exit.cause, Instance.of(request))
    reply.hijack()
    const { raw } = reply
    open.add(raw)
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" })
    const following = runtime.runFork(
      follow(raw, exit.value, limits).pipe(
        Effect.catchAllCause((cause) =>
          Cause.isInterruptedOnly(cause) ? Effect.void : Effect.logWarning("a listener was cut off", cause)
        ),
        Effect.ensuring(Effect.sync(() => raw.destroy()))
      )
    )
    raw.once("close", () => {
      open.delete(raw)
      runtime.runFork(Fiber.interruptFork(following))
    })
  }

  // An answer that never ends would keep the server from closing.
  fastify.addHook("preClose", (done) => {
    for (const raw of open) raw.destroy()
    done()
  })
  fastify.get("/v1/events", { config: { role: "viewer" } }, serve)
}
