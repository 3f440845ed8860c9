import { Controller, Req } from "@nestjs/common"
import * as Holds from "@sluice/client/Holds"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Holding from "./Holding.ts"

/** The door for whoever judges holds (`Holds` of the client's description). */
@Controller()
export class HoldsController {
  @Route(Holds.show)
  show(@Req() request: FastifyRequest): Answer {
    return Holding.show(request)
  }

  @Route(Holds.review)
  review(@Req() request: FastifyRequest): Answer {
    return Holding.review(request)
  }
}
