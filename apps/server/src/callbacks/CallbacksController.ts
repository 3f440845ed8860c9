import { Controller, Req } from "@nestjs/common"
import * as Callbacks from "@sluice/client/Callbacks"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Browsing from "./Browsing.ts"
import * as Refusing from "./Refusing.ts"
import * as Understanding from "./Understanding.ts"

/** The door for whoever looks into callbacks (`Callbacks` of the client's description). */
@Controller()
export class CallbacksController {
  @Route(Callbacks.list)
  list(@Req() request: FastifyRequest): Answer {
    return Browsing.list(request)
  }

  @Route(Callbacks.drift)
  drift(@Req() request: FastifyRequest): Answer {
    return Understanding.drift(request)
  }

  @Route(Callbacks.calibrate)
  calibrate(@Req() request: FastifyRequest): Answer {
    return Understanding.calibrate(request)
  }

  @Route(Callbacks.calibrations)
  calibrations(): Answer {
    return Understanding.calibrations()
  }

  @Route(Callbacks.refused)
  refused(): Answer {
    return Refusing.refused()
  }

  @Route(Callbacks.show)
  show(@Req() request: FastifyRequest): Answer {
    return Browsing.show(request)
  }

  @Route(Callbacks.replay)
  replay(@Req() request: FastifyRequest): Answer {
    return Browsing.replay(request)
  }
}
