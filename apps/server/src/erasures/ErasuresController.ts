import { Controller, Req } from "@nestjs/common"
import * as Erasures from "@sluice/client/Erasures"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Erasing from "./Erasing.ts"

/** The door for erasures (`Erasures` of the client's description). */
@Controller()
export class ErasuresController {
  @Route(Erasures.preview)
  preview(@Req() request: FastifyRequest): Answer {
    return Erasing.preview(request)
  }

  @Route(Erasures.open)
  open(@Req() request: FastifyRequest): Answer {
    return Erasing.open(request)
  }

  @Route(Erasures.get)
  get(@Req() request: FastifyRequest): Answer {
    return Erasing.get(request)
  }
}
