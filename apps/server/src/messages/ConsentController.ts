import { Controller, Req } from "@nestjs/common"
import * as OptOuts from "@sluice/client/OptOuts"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Consenting from "./Consenting.ts"

/** The door for opt-outs (`OptOuts` of the client's description). */
@Controller()
export class ConsentController {
  @Route(OptOuts.list)
  list(@Req() request: FastifyRequest): Answer {
    return Consenting.page(request)
  }

  @Route(OptOuts.put)
  put(@Req() request: FastifyRequest): Answer {
    return Consenting.put(request)
  }

  @Route(OptOuts.remove)
  remove(@Req() request: FastifyRequest): Answer {
    return Consenting.remove(request)
  }
}
