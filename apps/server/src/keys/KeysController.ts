import { Controller, Req } from "@nestjs/common"
import * as Keys from "@sluice/client/Keys"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Keeping from "./Keeping.ts"

/** The door for API keys (`Keys` of the client's description). */
@Controller()
export class KeysController {
  @Route(Keys.list)
  list(): Answer {
    return Keeping.list()
  }

  @Route(Keys.issue)
  issue(@Req() request: FastifyRequest): Answer {
    return Keeping.issue(request)
  }

  @Route(Keys.rotate)
  rotate(@Req() request: FastifyRequest): Answer {
    return Keeping.rotate(request)
  }

  @Route(Keys.revoke)
  revoke(@Req() request: FastifyRequest): Answer {
    return Keeping.revoke(request)
  }
}
