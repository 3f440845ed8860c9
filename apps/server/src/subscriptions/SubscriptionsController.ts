import { Controller, Req } from "@nestjs/common"
import * as Subscriptions from "@sluice/client/Subscriptions"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Subscribers from "./Subscribers.ts"

/** The door for subscriptions (`Subscriptions` of the client's description). */
@Controller()
export class SubscriptionsController {
  @Route(Subscriptions.list)
  list(): Answer {
    return Subscribers.list()
  }

  @Route(Subscriptions.get)
  get(@Req() request: FastifyRequest): Answer {
    return Subscribers.get(request)
  }

  @Route(Subscriptions.create)
  create(@Req() request: FastifyRequest): Answer {
    return Subscribers.create(request)
  }

  @Route(Subscriptions.remove)
  remove(@Req() request: FastifyRequest): Answer {
    return Subscribers.remove(request)
  }

  @Route(Subscriptions.rotate)
  rotate(@Req() request: FastifyRequest): Answer {
    return Subscribers.rotate(request)
  }

  @Route(Subscriptions.enable)
  enable(@Req() request: FastifyRequest): Answer {
    return Subscribers.enable(request)
  }

  @Route(Subscriptions.test)
  test(@Req() request: FastifyRequest): Answer {
    return Subscribers.test(request)
  }

  @Route(Subscriptions.deliveries)
  deliveries(@Req() request: FastifyRequest): Answer {
    return Subscribers.deliveries(request)
  }
}
