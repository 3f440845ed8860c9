import { type Problem, ProblemJson } from "@sluice/client/Problem"
import { Schema } from "effect"
import type { FastifyReply } from "fastify"
import { STATUS_CODES } from "node:http"
import type { Socket } from "node:net"

const contentType = "application/problem+json; charset=utf-8"

const encode = Schema.encodeSync(ProblemJson)

/** Sends a problem as RFC 9457 asks, with the headers that go with its kind. */
export const sendProblem = (reply: FastifyReply, problem: Problem): void => {
  reply.code(problem.status).type(contentType).header("x-request-id", reply.request.id)
  reply.request.refusedAs = problem.kind
  if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="sluice"')
  if (problem.retryAfterSeconds !== null) reply.header("retry-after", String(problem.retryAfterSeconds))
  reply.send(JSON.stringify(encode(problem)))
}

/** The same where there is no request yet: bytes that are not HTTP are answered on the socket, which is then closed. */
export const sendOnSocket = (socket: Socket, problem: Problem): void => {
  if (socket.destroyed || !socket.writable) return
  const body = JSON.stringify(encode(problem))
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close"
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
}
