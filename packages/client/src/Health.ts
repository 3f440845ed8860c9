import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { Schema } from "effect"
import * as Problem from "./Problem.ts"

/** The process is up; says nothing of what it depends on. */
export const live = HttpApiEndpoint.get("live", "/healthz")
  .addSuccess(Schema.Struct({ status: Schema.Literal("up") }))
  .annotate(OpenApi.Summary, "Whether the process is up")

/** The process can do its work: the database answers, and the message broker where callbacks go over one. */
export const ready = HttpApiEndpoint.get("ready", "/readyz")
  .addSuccess(Schema.Struct({ status: Schema.Literal("ready") }))
  .addError(Problem.at(503))
  .annotate(OpenApi.Summary, "Whether the process can do its work")

/** For orchestrators; open to everybody. */
export class Health extends HttpApiGroup.make("health")
  .add(live)
  .add(ready)
  .annotate(OpenApi.Title, "health")
  .annotate(OpenApi.Description, "For orchestrators; no key is needed") {}
