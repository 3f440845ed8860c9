import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from "@nestjs/common"
import { APP_FILTER, APP_INTERCEPTOR } from "@nestjs/core"
import { type Layer, ManagedRuntime } from "effect"
import { AccountsController } from "./accounts/AccountsController.ts"
import { AlertsController } from "./alerts/AlertsController.ts"
import { AuditController } from "./audit/AuditController.ts"
import { CallbacksController } from "./callbacks/CallbacksController.ts"
import { CampaignsController } from "./campaigns/CampaignsController.ts"
import { ErasuresController } from "./erasures/ErasuresController.ts"
import { FiguresController } from "./figures/FiguresController.ts"
import { KeysController } from "./keys/KeysController.ts"
import { HealthController } from "./health/HealthController.ts"
import { ProblemFilter } from "./http/ProblemFilter.ts"
import { RunAnswers } from "./http/RunAnswers.ts"
import { ConsentController } from "./messages/ConsentController.ts"
import { MessagesController } from "./messages/MessagesController.ts"
import { TemplatesController } from "./messages/TemplatesController.ts"
import { HoldsController } from "./holds/HoldsController.ts"
import { OperationsController } from "./operations/OperationsController.ts"
import { OnboardingController } from "./onboarding/OnboardingController.ts"
import { VerificationController } from "./verification/VerificationController.ts"
import { StandingController } from "./standing/StandingController.ts"
import { SubscriptionsController } from "./subscriptions/SubscriptionsController.ts"
import { APP_RUNTIME, type AppRuntime, type Services } from "./Services.ts"

/** Ends the runtime after the last answer has been given: Nest calls it when the HTTP server has closed. */
@Injectable()
class RuntimeEnd implements OnApplicationShutdown {
  readonly #runtime: AppRuntime

  constructor(@Inject(APP_RUNTIME) runtime: AppRuntime) {
    this.#runtime = runtime
  }

  onApplicationShutdown(): Promise<void> {
    return this.#runtime.dispose()
  }
}

/**
 * Nest's part: routes, and one provider, the runtime.
 *
 * The layers own everything else. The runtime is built before Nest starts, so that what is wrong fails the boot.
 */
@Module({})
export class AppModule {
  static over<E>(layer: Layer.Layer<Services, E>): DynamicModule {
    const runtime = {
      provide: APP_RUNTIME,
      useFactory: async () => {
        const made = ManagedRuntime.make(layer)
        await made.runtime()
        return made
      }
    }
    return {
      module: AppModule,
      controllers: [
        MessagesController,
        CampaignsController,
        ConsentController,
        ErasuresController,
        TemplatesController,
        HoldsController,
        AlertsController,
        StandingController,
        OnboardingController,
        VerificationController,
        AuditController,
        KeysController,
        OperationsController,
        FiguresController,
        CallbacksController,
        AccountsController,
        SubscriptionsController,
        HealthController
      ],
      providers: [
        runtime,
        RuntimeEnd,
        { provide: APP_INTERCEPTOR, useClass: RunAnswers },
        { provide: APP_FILTER, useClass: ProblemFilter }
      ]
    }
  }
}
