import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import { Context } from "effect"

/** What a key must at least be for an endpoint: viewers read, operators send and operate, admins manage. */
export type Role = "viewer" | "operator" | "admin"

/** The role that an endpoint asks for, as an annotation of its description. */
export class RoleNeeded extends Context.Tag("@sluice/client/RoleNeeded")<RoleNeeded, Role>() {}

/** API keys are presented as bearer tokens: `Authorization: Bearer sluice_<id>_<secret>`. */
export class ApiKeyNeeded extends HttpApiMiddleware.Tag<ApiKeyNeeded>()("@sluice/client/ApiKeyNeeded", {
  security: { apiKey: HttpApiSecurity.bearer }
}) {}
