import type { FastifyReply, FastifyRequest } from "fastify"
import type { ServerConfig } from "../ServerConfig.ts"

/** What decides how the cookie is set. */
type Environment = Pick<ServerConfig, "environment">

/**
 * The cookie that holds a session's secret.
 *
 * `__Host-` makes browsers insist on HTTPS, on this very host, and on the whole of it: no other host of the domain can put one under us. A developer's
 * server speaks plain HTTP, where such a cookie would not be kept, so there it has a name of its own.
 */
const nameOf = ({ environment }: Environment): string =>
  environment === "development" ? "sluice_session" : "__Host-sluice_session"

/** Never read by a script, never sent along by another site. */
const attributes = (environment: Environment): string =>
  `Path=/; HttpOnly; SameSite=Strict${environment.environment === "development" ? "" : "; Secure"}`

/** The secret that a request brings along; null without one. Of several the first counts, as in browsers the most specific comes first. */
export const read = (request: FastifyRequest, environment: Environment): string | null => {
  const name = `${nameOf(environment)}=`
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? null
}

/** Sets it, for as long as the session lasts. */
export const write = (reply: FastifyReply, environment: Environment, secret: string, seconds: number): void => {
  reply.header("set-cookie", `${nameOf(environment)}=${secret}; Max-Age=${seconds}; ${attributes(environment)}`)
}

/** Takes it back. */
export const clear = (reply: FastifyReply, environment: Environment): void => {
  reply.header("set-cookie", `${nameOf(environment)}=; Max-Age=0; ${attributes(environment)}`)
}
