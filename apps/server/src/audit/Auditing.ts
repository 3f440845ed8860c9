import type { Caller } from "@sluice/engine/access/Caller"
import { AuditLog, type Ending } from "@sluice/engine/ports/AuditLog"
import { Clock, Effect, type ManagedRuntime } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Acts from "./Acts.ts"

/** An act that this request is, as far as it is known. */
export interface Acting {
  /** Its record. */
  readonly id: number
  /** Id of what it made. */
  on: string | null
}

/** The one parameter of a path that names what is acted on; ids, never numbers of people. */
const targetOf = ({ params }: FastifyRequest): string | null => {
  if (typeof params !== "object" || params === null || !("id" in params)) return null
  return typeof params.id === "string" ? params.id.slice(0, 200) : null
}

/** Writes down that a caller begins the act that the route is, before any of it takes place; where that fails, so does the request. */
export const begin = Effect.fn("Auditing.begin")(function* (request: FastifyRequest, actor: Caller) {
  const { act } = request.routeOptions.config
  if (act === undefined) return
  const audit = yield* AuditLog
  const on = targetOf(request)
  const id = yield* audit.begin({ actor, act, on, atMillis: yield* Clock.currentTimeMillis })
  request.acting = { id, on: null }
})

const outcomeOf = (status: number): Ending["outcome"] => (status < 400 ? "done" : status < 500 ? "refused" : "failed")

/** Writes down how it ended. An act is not undone where this fails: its record goes on saying that its end is not known. */
const end = Effect.fn("Auditing.end")(function* (request: FastifyRequest, { id, on }: Acting, status: number) {
  const audit = yield* AuditLog
  const outcome = outcomeOf(status)
  yield* audit.end(id, {
    outcome,
    on,
    reason: outcome === "done" ? null : (request.refusedAs ?? `status ${status}`),
    endedMillis: yield* Clock.currentTimeMillis
  })
})

/** The id of what an answer is about, where it is one. */
const idIn = (payload: unknown): string | null => {
  if (typeof payload !== "object" || payload === null || !("id" in payload)) return null
  return typeof payload.id === "string" || typeof payload.id === "number" ? String(payload.id) : null
}

/**
 * Marks the routes that are acts, and ends their records before their answers go out: who reads that something is done finds it in the audit.
 *
 * The records begin in the gate (`Gate.admit`), by which every caller comes in.
 */
export const install = (fastify: FastifyInstance, runtime: ManagedRuntime.ManagedRuntime<AuditLog, never>): void => {
  fastify.decorateRequest("acting", null)
  fastify.decorateRequest("refusedAs", null)

  const ending = async <A>(request: FastifyRequest, reply: FastifyReply, payload: A): Promise<A> => {
    const { acting } = request
    if (acting !== null) {
      const ended = Effect.catchTag(end(request, acting, reply.statusCode), "StoreUnavailable", ({ message }) =>
        Effect.logWarning(`the end of act ${acting.id} was not written down: ${message}`)
      )
      await runtime.runPromise(ended)
    }
    return payload
  }

  const naming = async <A>(request: FastifyRequest, _reply: FastifyReply, payload: A): Promise<A> => {
    if (request.acting !== null && targetOf(request) === null) request.acting.on = idIn(payload)
    return payload
  }

  // On the routes themselves: callbacks come by the thousand, and are no acts.
  fastify.addHook("onRoute", (route) => {
    const act = route.config?.act ?? Acts.of(route.method, route.url)
    if (act === undefined) return
    route.config = { ...route.config, act }
    route.preSerialization = naming
    route.onSend = ending
  })
}
