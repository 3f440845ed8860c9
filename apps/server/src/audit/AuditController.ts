import { Controller, Req } from "@nestjs/common"
import * as Audit from "@sluice/client/Audit"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Showing from "./Showing.ts"

/** The door for the audit (`Audit` of the client's description). */
@Controller()
export class AuditController {
  @Route(Audit.list)
  list(@Req() request: FastifyRequest): Answer {
    return Showing.page(request)
  }
}
