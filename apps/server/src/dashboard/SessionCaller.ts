import { type Entered, SignIn } from "@sluice/engine/access/SignIn"
import { Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CsrfRefused } from "../http/Refusals.ts"
import type { ServerConfig } from "../ServerConfig.ts"
import * as SessionCookie from "./SessionCookie.ts"

/** The header that a page proves itself with: another site can have the cookie sent along, but cannot read the token. */
const csrfHeader = "x-sluice-csrf"

/** Methods that change nothing (RFC 9110, 9.2.1). */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/**
 * Who is signed in, by the request's cookie; null without a cookie. What would change something needs the session's CSRF token as well.
 */
export const of = Effect.fn("SessionCaller.of")(function* (
  request: FastifyRequest,
  environment: Pick<ServerConfig, "environment">
) {
  const secret = SessionCookie.read(request, environment)
  if (secret === null) return null
  const signIn = yield* SignIn
  const entered: Entered = yield* signIn.enter(secret)
  if (safe.has(request.method)) return entered
  const presented = request.headers[csrfHeader]
  return typeof presented === "string" && signIn.confirms(entered, presented) ? entered : yield* new CsrfRefused()
})
