import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from "@nestjs/common"
import * as Caller from "@sluice/engine/access/Caller"
import { Effect, Exit } from "effect"
import type { FastifyRequest } from "fastify"
import { mergeMap, type Observable } from "rxjs"
import { APP_RUNTIME, type AppRuntime } from "../Services.ts"
import { type Answer, CurrentCaller } from "./Answer.ts"
import * as Instance from "./Instance.ts"
import { problemOfCause } from "./ProblemTable.ts"
import { report } from "./Report.ts"
import * as RequestTrace from "./RequestTrace.ts"

/**
 * Runs what the handlers return: the one place where an Effect of a handler becomes a promise.
 *
 * A caller who goes away interrupts the work. A refusal is thrown as its problem; anything else is logged with its cause and
 * told as an internal failure.
 */
@Injectable()
export class RunAnswers implements NestInterceptor<Answer, unknown> {
  readonly #runtime: AppRuntime

  constructor(@Inject(APP_RUNTIME) runtime: AppRuntime) {
    this.#runtime = runtime
  }

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    return next.handle().pipe(mergeMap((answer) => this.#run(answer, request)))
  }

  async #run(answer: Answer, request: FastifyRequest): Promise<unknown> {
    const called = Effect.provideService(answer, CurrentCaller, request.caller ?? Caller.nobody)
    const reported = Effect.tapErrorCause(called, (cause) => report(cause, request))
    const exit = await this.#runtime.runPromiseExit(RequestTrace.within(request)(reported), { signal: request.signal })
    if (Exit.isSuccess(exit)) return exit.value
    throw problemOfCause(exit.cause, Instance.of(request))
  }
}
