import { Controller, Req } from "@nestjs/common"
import * as Campaigns from "@sluice/client/Campaigns"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Acting from "./Acting.ts"

/** The door for campaigns (`Campaigns` of the client's description); their lists have their own (`UploadDoor`). */
@Controller()
export class CampaignsController {
  @Route(Campaigns.create)
  create(@Req() request: FastifyRequest): Answer {
    return Acting.create(request)
  }

  @Route(Campaigns.list)
  list(@Req() request: FastifyRequest): Answer {
    return Acting.page(request)
  }

  @Route(Campaigns.get)
  get(@Req() request: FastifyRequest): Answer {
    return Acting.one(request, "get")
  }

  @Route(Campaigns.forecast)
  forecast(@Req() request: FastifyRequest): Answer {
    return Acting.forecast(request)
  }

  @Route(Campaigns.start)
  start(@Req() request: FastifyRequest): Answer {
    return Acting.one(request, "start")
  }

  @Route(Campaigns.pause)
  pause(@Req() request: FastifyRequest): Answer {
    return Acting.one(request, "pause")
  }

  @Route(Campaigns.resume)
  resume(@Req() request: FastifyRequest): Answer {
    return Acting.one(request, "resume")
  }

  @Route(Campaigns.cancel)
  cancel(@Req() request: FastifyRequest): Answer {
    return Acting.one(request, "cancel")
  }
}
