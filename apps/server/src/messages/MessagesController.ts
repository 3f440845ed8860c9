import { Controller, Req } from "@nestjs/common"
import * as Messages from "@sluice/client/Messages"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Sending from "./Sending.ts"
import * as Tracking from "./Tracking.ts"

/** The door for messages (`Messages` of the client's description); batches have their own (`batch/BatchDoor`). */
@Controller()
export class MessagesController {
  @Route(Messages.send)
  send(@Req() request: FastifyRequest): Answer {
    return Sending.one(request)
  }

  @Route(Messages.get)
  get(@Req() request: FastifyRequest): Answer {
    return Tracking.one(request)
  }

  @Route(Messages.list)
  list(@Req() request: FastifyRequest): Answer {
    return Tracking.page(request)
  }

  @Route(Messages.cancel)
  cancel(@Req() request: FastifyRequest): Answer {
    return Tracking.cancel(request)
  }

  @Route(Messages.retry)
  retry(@Req() request: FastifyRequest): Answer {
    return Tracking.retry(request)
  }
}
