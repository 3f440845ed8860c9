import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from "@nestjs/common"
import { Problem } from "@sluice/client/Problem"
import { Cause } from "effect"
import type { FastifyReply, FastifyRequest } from "fastify"
import { APP_RUNTIME, type AppRuntime } from "../Services.ts"
import * as Instance from "./Instance.ts"
import { internal, problemOf } from "./ProblemTable.ts"
import { report } from "./Report.ts"
import { sendProblem } from "./SendProblem.ts"
import { unreadable } from "./Unreadable.ts"

/** Answers everything that is thrown anywhere in a request, as one kind of body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #runtime: AppRuntime

  constructor(@Inject(APP_RUNTIME) runtime: AppRuntime) {
    this.#runtime = runtime
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    sendProblem(http.getResponse<FastifyReply>(), this.#problemOf(thrown, http.getRequest<FastifyRequest>()))
  }

  #problemOf(thrown: unknown, request: FastifyRequest): Problem {
    if (thrown instanceof Problem) return thrown
    const refusal = unreadable(thrown)
    if (refusal !== null) return problemOf(refusal, Instance.of(request))
    this.#runtime.runFork(report(Cause.die(thrown), request))
    return internal(Instance.of(request))
  }
}
