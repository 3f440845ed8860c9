import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from "@nestjs/common"
import { RouteConfig } from "@nestjs/platform-fastify"
import * as Access from "@sluice/client/Access"
import type { Act } from "@sluice/core/access/Act"
import type { Kind } from "@sluice/client/Problem"
import type { Caller } from "@sluice/engine/access/Caller"
import { Context, Option, type Schema, type Tracer } from "effect"
import type { Acting } from "../audit/Auditing.ts"
import type { KeyPace } from "./KeyPace.ts"

declare module "fastify" {
  interface FastifyContextConfig {
    /** The role that the route asks for; without one it is open to everybody. */
    readonly role?: Access.Role
    /** Which of the configured limits its body has; `single` when left out. */
    readonly body?: BodySize
    /** The act that the route is, which goes into the audit; without one it is none. */
    readonly act?: Act
  }
  interface FastifyInstance {
    /** How often callers of this server may ask. */
    keyPace: KeyPace
  }

  interface FastifyRequest {
    /** Whose key the request presented, known before the body is read; null on open routes. */
    caller: Caller | null
    /** Its span; null where it is not traced. */
    span: Tracer.Span | null
    /** The act under way; null for what is none. */
    acting: Acting | null
    /** What kind of problem is answered; null for anything else. */
    refusedAs: Kind | null
  }
}

/** One message, or a whole batch. */
type BodySize = "single" | "batch"

const methods = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE
} as const

/** What of an endpoint's description decides how it is served. */
interface Described {
  readonly path: string
  readonly method: keyof typeof methods
  readonly annotations: Context.Context<never>
  readonly successSchema: Schema.Schema.Any
}

/**
 * Serves an endpoint of the client's description: method, path, status and role are read from it, so that the two cannot
 * disagree.
 */
export const Route = (endpoint: Described, body: BodySize = "single"): MethodDecorator => {
  const role = Option.getOrUndefined(Context.getOption(endpoint.annotations, Access.RoleNeeded))
  return applyDecorators(
    RequestMapping({ path: endpoint.path, method: methods[endpoint.method] }),
    HttpCode(HttpApiSchema.getStatusSuccess(endpoint.successSchema)),
    RouteConfig({ body, ...(role === undefined ? {} : { role }) })
  )
}
