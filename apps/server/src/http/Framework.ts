import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from "fastify"
import * as Instance from "./Instance.ts"
import { problemOf } from "./ProblemTable.ts"
import { sendOnSocket, sendProblem } from "./SendProblem.ts"
import { type Settings, singleBytesMax } from "./Settings.ts"
import { unread } from "./Unreadable.ts"

/** How long a request may take to arrive in full: 32 MB over a slow line, but no connection held open for ever. */
const requestMillisMax = 120_000

/** How Fastify is set up under every door. */
export const options = (settings: Pick<typeof Settings.Service, "trustProxyHops">) =>
  ({
    bodyLimit: singleBytesMax,
    genReqId: Instance.fresh,
    requestTimeout: requestMillisMax,
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(unread, Instance.of(request))),
    clientErrorHandler: (_error, socket) => sendOnSocket(socket, problemOf(unread, `urn:uuid:${Instance.fresh()}`)),
    trustProxy: (_address, hop) => hop < settings.trustProxyHops
  }) satisfies FastifyServerOptions
