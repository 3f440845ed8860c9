import { Controller, Req } from "@nestjs/common"
import * as Figures from "@sluice/client/Figures"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Figuring from "./Figuring.ts"

/** The door for figures (`Figures` of the client's description). */
@Controller()
export class FiguresController {
  @Route(Figures.sends)
  sends(@Req() request: FastifyRequest): Answer {
    return Figuring.sends(request)
  }

  @Route(Figures.budgets)
  budgets(): Answer {
    return Figuring.budgets()
  }

  @Route(Figures.failures)
  failures(@Req() request: FastifyRequest): Answer {
    return Figuring.failures(request)
  }

  @Route(Figures.callbackWaits)
  callbackWaits(@Req() request: FastifyRequest): Answer {
    return Figuring.callbackWaits(request)
  }
}
