import { Controller, Req } from "@nestjs/common"
import * as Onboarding from "@sluice/client/Onboarding"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Tracking from "./Tracking.ts"

/** The door for whoever brings an account to live (`Onboarding` of the client's description). */
@Controller()
export class OnboardingController {
  @Route(Onboarding.list)
  list(): Answer {
    return Tracking.list()
  }

  @Route(Onboarding.show)
  show(@Req() request: FastifyRequest): Answer {
    return Tracking.show(request)
  }

  @Route(Onboarding.describe)
  describe(@Req() request: FastifyRequest): Answer {
    return Tracking.describe(request)
  }

  @Route(Onboarding.step)
  step(@Req() request: FastifyRequest): Answer {
    return Tracking.step(request)
  }

  @Route(Onboarding.check)
  check(@Req() request: FastifyRequest): Answer {
    return Tracking.check(request)
  }

  @Route(Onboarding.test)
  test(@Req() request: FastifyRequest): Answer {
    return Tracking.test(request)
  }
}
