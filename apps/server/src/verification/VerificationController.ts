import { Controller, Req } from "@nestjs/common"
import * as Verification from "@sluice/client/Verification"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Proving from "./Proving.ts"

/** The door for whoever proves our numbers (`Verification` of the client's description). */
@Controller()
export class VerificationController {
  @Route(Verification.list)
  list(): Answer {
    return Proving.list()
  }

  @Route(Verification.show)
  show(@Req() request: FastifyRequest): Answer {
    return Proving.show(request)
  }

  @Route(Verification.act)
  act(@Req() request: FastifyRequest): Answer {
    return Proving.act(request)
  }
}
