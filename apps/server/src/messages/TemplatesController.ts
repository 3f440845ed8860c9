import { Controller, Req } from "@nestjs/common"
import * as Templates from "@sluice/client/Templates"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Registering from "./Registering.ts"
import * as Submitting from "./Submitting.ts"

/** The door for templates (`Templates` of the client's description). */
@Controller()
export class TemplatesController {
  @Route(Templates.list)
  list(@Req() request: FastifyRequest): Answer {
    return Registering.page(request)
  }

  @Route(Templates.put)
  put(@Req() request: FastifyRequest): Answer {
    return Registering.put(request)
  }

  @Route(Templates.sync)
  sync(@Req() request: FastifyRequest): Answer {
    return Submitting.sync(request)
  }

  @Route(Templates.submit)
  submit(@Req() request: FastifyRequest): Answer {
    return Submitting.submit(request)
  }
}
