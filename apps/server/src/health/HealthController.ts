import { Controller, Get, Header } from "@nestjs/common"
import * as Prometheus from "@sluice/adapter-node/Prometheus"
import { version } from "@sluice/adapter-node/Version"
import * as Endpoints from "@sluice/client/Health"
import { openApiDocument } from "@sluice/client/OpenApiDocument"
import { Effect } from "effect"
import type { Answer } from "../http/Answer.ts"
import { Route } from "../http/Route.ts"
import * as Health from "./Health.ts"

/** What orchestrators, scrapers and code generators ask; open to everybody. */
@Controller()
export class HealthController {
  @Route(Endpoints.live)
  live(): Answer {
    return Effect.succeed({ status: "up" })
  }

  @Route(Endpoints.ready)
  ready(): Answer {
    return Health.ready
  }

  @Get("/metrics")
  @Header("content-type", Prometheus.contentType)
  metrics(): Answer {
    return Health.metrics
  }

  @Get("/openapi.json")
  openApi(): Answer {
    return Effect.sync(() => openApiDocument(version))
  }
}
