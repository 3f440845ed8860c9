import { Controller, Req } from "@nestjs/common"
import * as Accounts from "@sluice/client/Accounts"
import type { FastifyRequest } from "fastify"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Accounting from "./Accounting.ts"

/** The door for accounts (`Accounts` of the client's description). */
@Controller()
export class AccountsController {
  @Route(Accounts.list)
  list(): Answer {
    return Accounting.list()
  }

  @Route(Accounts.get)
  get(@Req() request: FastifyRequest): Answer {
    return Accounting.get(request)
  }

  @Route(Accounts.check)
  check(@Req() request: FastifyRequest): Answer {
    return Accounting.check(request)
  }

  @Route(Accounts.putToken)
  putToken(@Req() request: FastifyRequest): Answer {
    return Accounting.putToken(request)
  }
}
