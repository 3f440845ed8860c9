import { Controller, Req } from "@nestjs/common"
import * as Operations from "@sluice/client/Operations"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Holding from "../holds/Holding.ts"
import * as Operating from "./Operating.ts"

/** The door for operators (`Operations` of the client's description). */
@Controller()
export class OperationsController {
  @Route(Operations.queue)
  queue(@Req() request: FastifyRequest): Answer {
    return Operating.queue(request)
  }

  @Route(Operations.senders)
  senders(): Answer {
    return Operating.senders()
  }

  @Route(Operations.holds)
  holds(@Req() request: FastifyRequest): Answer {
    return Holding.list(request)
  }

  @Route(Operations.callbackCounts)
  callbackCounts(): Answer {
    return Operating.callbackCounts()
  }
}
