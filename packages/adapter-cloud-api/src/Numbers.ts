import type { CloudApiAccount, Sender } from "@sluice/engine/ports/Directory"
import type { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import type { CanSend, Health, NumberReport } from "@sluice/engine/ports/ProviderInspection"
import type { Wire } from "@sluice/engine/ports/Wire"
import { type Context, Effect, Schema } from "effect"
import * as Graph from "./Graph.ts"

/** A word of the platform, or nothing: what is not a text counts as not told. */
const Told = Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null })

const Core = Schema.Struct({
  display_phone_number: Told,
  verified_name: Told,
  quality_rating: Told,
  name_status: Told,
  code_verification_status: Told,
  status: Told,
  throughput: Schema.optional(Schema.Struct({ level: Told }))
})
const coreFields = Object.keys(Core.fields).join(",")

/** Younger than the oldest version that is served: asked for apart, so that an older version tells the rest. */
const Limit = Schema.Struct({ whatsapp_business_manager_messaging_limit: Told })
const limitFields = Object.keys(Limit.fields).join(",")

const Part = Schema.Struct({
  entity_type: Schema.String,
  id: Schema.Union(Schema.String, Schema.Number),
  can_send_message: Told,
  errors: Schema.optionalWith(
    Schema.Array(
      Schema.Struct({
        error_code: Schema.optionalWith(Schema.NullOr(Schema.Number), { default: () => null }),
        error_description: Told,
        possible_solution: Told
      })
    ),
    { default: () => [] }
  ),
  additional_info: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] })
})
const HealthNode = Schema.Struct({
  health_status: Schema.Struct({ can_send_message: Told, entities: Schema.Array(Part) })
})

const canSendWords: ReadonlyArray<CanSend> = ["AVAILABLE", "LIMITED", "BLOCKED"]
const canSendOf = (word: string | null): CanSend => canSendWords.find((known) => known === word) ?? "UNKNOWN"

const healthOf = ({ health_status: { can_send_message: word, entities } }: typeof HealthNode.Type): Health => ({
  canSend: canSendOf(word),
  parts: entities.map((part) => ({
    entity: part.entity_type,
    id: String(part.id),
    canSend: canSendOf(part.can_send_message),
    errors: part.errors.map((error) => ({
      code: error.error_code,
      description: error.error_description ?? "",
      remedy: error.possible_solution
    })),
    notes: part.additional_info
  }))
})

/** The platform's levels in the words of the accounts file; a number that is shared with the app has none (CLOUD_API 3.4). */
const throughputOf = (level: string | null): Sender["throughput"] | null => {
  switch (level) {
    case "STANDARD":
      return "standard"
    case "HIGH":
      return "upgraded"
    case "NOT_APPLICABLE":
      return "coexistence"
    default:
      return null
  }
}

/** Whether messages can leave a number, and what of all they pass through says otherwise. */
const health = (wire: Context.Tag.Service<Wire>, account: CloudApiAccount, phoneNumberId: string) =>
  Effect.map(
    Graph.read(wire, account, { path: `${phoneNumberId}?fields=health_status`, body: null }, HealthNode),
    healthOf
  )

/** The WhatsApp Business Account among them: the platform tells it nowhere else to a token that sends. */
const businessAccountOf = ({ parts }: Health): string | null =>
  parts.find(({ entity }) => entity === "WABA")?.id ?? null

/** What the platform tells of a number (CLOUD_API 3.4). What it refuses to tell beside the core is null. */
export const report = (
  wire: Context.Tag.Service<Wire>,
  account: CloudApiAccount,
  { id: senderId, phoneNumberId }: Sender
): Effect.Effect<NumberReport, ProviderUnwilling> =>
  Effect.gen(function* () {
    const [core, limit, healthTold] = yield* Effect.all(
      [
        Graph.read(wire, account, { path: `${phoneNumberId}?fields=${coreFields}`, body: null }, Core),
        Graph.read(wire, account, { path: `${phoneNumberId}?fields=${limitFields}`, body: null }, Limit).pipe(
          Effect.map((found) => found.whatsapp_business_manager_messaging_limit),
          Effect.orElseSucceed(() => null)
        ),
        Effect.orElseSucceed(health(wire, account, phoneNumberId), () => null)
      ],
      { concurrency: "unbounded" }
    )
    return {
      senderId,
      displayNumber: core.display_phone_number,
      verifiedName: core.verified_name,
      nameStatus: core.name_status,
      quality: core.quality_rating,
      throughput: throughputOf(core.throughput?.level ?? null),
      messagingTier: limit,
      status: core.status,
      verification: core.code_verification_status,
      health: healthTold,
      businessAccountId: healthTold === null ? null : businessAccountOf(healthTold)
    }
  })

/** The id of the WhatsApp Business Account that a number is in; null where the platform does not tell. */
export const businessAccount = (
  wire: Context.Tag.Service<Wire>,
  account: CloudApiAccount,
  { phoneNumberId }: Sender
): Effect.Effect<string | null, ProviderUnwilling> =>
  Effect.map(health(wire, account, phoneNumberId), businessAccountOf)
