import { Controller, Req } from "@nestjs/common"
import * as Alerts from "@sluice/client/Alerts"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Alerting from "./Alerting.ts"

/** The door for alerts (`Alerts` of the client's description). */
@Controller()
export class AlertsController {
  @Route(Alerts.list)
  list(@Req() request: FastifyRequest): Answer {
    return Alerting.list(request)
  }

  @Route(Alerts.channels)
  channels(): Answer {
    return Alerting.channels()
  }

  @Route(Alerts.test)
  test(@Req() request: FastifyRequest): Answer {
    return Alerting.test(request)
  }

  @Route(Alerts.show)
  show(@Req() request: FastifyRequest): Answer {
    return Alerting.show(request)
  }

  @Route(Alerts.acknowledge)
  acknowledge(@Req() request: FastifyRequest): Answer {
    return Alerting.acknowledge(request)
  }

  @Route(Alerts.silence)
  silence(@Req() request: FastifyRequest): Answer {
    return Alerting.silence(request)
  }

  @Route(Alerts.resolve)
  resolve(@Req() request: FastifyRequest): Answer {
    return Alerting.resolve(request)
  }
}
