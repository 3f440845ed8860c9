import type { FastifyError, FastifyHttpOptions, FastifyReply, FastifyRequest } from "fastify"
import type { Server } from "node:http"
import * as Instance from "./Instance.ts"
import { problemOf } from "./ProblemTable.ts"
import { sendOnSocket, sendProblem } from "./SendProblem.ts"
import { type Settings, singleBytesMax } from "./Settings.ts"
import { unread } from "./Unreadable.ts"

/** How long a request may take to arrive in full: 32 MB over a slow line, but no connection held open for ever. */
const requestMillisMax = 120_000

/** How long a head may take: whoever sends one a byte at a time holds a connection no longer than that. */
const headMillisMax = 10_000

/** How often connections are looked through for what takes too long. */
const lookMillis = 2_000

/** Connections at the same time; further ones are closed at once, so that slow senders cost descriptors and memory within bounds. */
const connectionsMax = 10_000

/** Of a part of a path that names something, as it is written in the address: the longest names are references to files, with their colons escaped. */
const parameterLettersMax = 256

/** Bounds that Node has no option for. */
export const bound = (server: Server): void => {
  server.maxConnections = connectionsMax
}

/** How Fastify is set up under every door. */
export const options = (settings: Pick<typeof Settings.Service, "trustProxyHops">) =>
  ({
    bodyLimit: singleBytesMax,
    genReqId: Instance.fresh,
    routerOptions: { maxParamLength: parameterLettersMax },
    requestTimeout: requestMillisMax,
    http: { headersTimeout: headMillisMax, connectionsCheckingInterval: lookMillis },
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(unread, Instance.of(request))),
    clientErrorHandler: (_error, socket) => {
      // Browsers keep spare connections, on which nothing has been asked when their time is up: an answer would be taken for that of what is
      // asked at the same moment.
      if (socket.bytesRead === 0) socket.destroy()
      else sendOnSocket(socket, problemOf(unread, `urn:uuid:${Instance.fresh()}`))
    },
    trustProxy: (_address, hop) => hop < settings.trustProxyHops
  }) satisfies FastifyHttpOptions<Server>
