import { Controller, Req } from "@nestjs/common"
import * as Standing from "@sluice/client/Standing"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Judging from "./Judging.ts"

/** The door for whoever looks after senders (`Standing` of the client's description). */
@Controller()
export class StandingController {
  @Route(Standing.list)
  list(): Answer {
    return Judging.list()
  }

  @Route(Standing.show)
  show(@Req() request: FastifyRequest): Answer {
    return Judging.show(request)
  }

  @Route(Standing.report)
  report(@Req() request: FastifyRequest): Answer {
    return Judging.report(request)
  }

  @Route(Standing.describe)
  describe(@Req() request: FastifyRequest): Answer {
    return Judging.describe(request)
  }

  @Route(Standing.raise)
  raise(@Req() request: FastifyRequest): Answer {
    return Judging.raise(request)
  }
}
