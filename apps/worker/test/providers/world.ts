import type { Delivery } from "@sluice/engine/intake/Delivery"
import type { Account } from "@sluice/engine/ports/Directory"
import { Effect, Redacted } from "effect"
import { createServer } from "node:http"

const secret = Redacted.make

/** A template of the simulator's world, as two of the providers call it. */
const contentSid = `HX${"0a".repeat(16)}`
const known = { name: "order_update", language: "en_US" }

/** The simulator's own number, at each provider. */
export const number = "+15550100001"

/** What the simulator is told of an account at a provider; of one at the platform itself it needs nothing. */
export const frontOf = (provider: Account["provider"], callbackUrl: string) => {
  const common = { id: "front", accountId: "account", callbackUrl }
  switch (provider) {
    case "cloud-api":
      return []
    case "twilio":
      return [{ ...common, provider, accountSid: "AC1", authToken: "twilio-token", templates: { [contentSid]: known } }]
    case "messagebird":
      return [{ ...common, provider, accessKey: "bird-key", signingKey: "bird-signing" }]
    case "bird":
      return [
        {
          ...common,
          provider,
          workspaceId: "ws-1",
          accessKey: "bird-key",
          signingKey: "bird-signing",
          templates: { "project-1": known }
        }
      ]
    case "zendesk":
      return [
        { ...common, provider, appId: "app-1", keyId: "key-1", keySecret: "zendesk-secret", webhookSecret: "webhook" }
      ]
    case "360dialog":
      return [{ ...common, provider, apiKey: "d360-key", callbackHeader: "x-callback-key", callbackKey: "callback" }]
  }
}

/** The same account as the gateway has it. */
export const accountOf = (provider: Account["provider"], url: string, callbackUrl: string): Account => {
  const common = { id: "acme", baseUrls: [url] as const }
  switch (provider) {
    case "cloud-api":
      return {
        ...common,
        provider,
        version: "v25.0",
        accessToken: secret("sample-token"),
        appSecrets: [secret("sample-app-secret")],
        verifyToken: secret("sample-verify-token")
      }
    case "twilio":
      return {
        ...common,
        provider,
        accountSid: "AC1",
        authTokens: [secret("twilio-token")],
        callbackUrl,
        contentSids: { order_update: contentSid }
      }
    case "messagebird":
      return {
        ...common,
        provider,
        accessKey: secret("bird-key"),
        signingKeys: [secret("bird-signing")],
        callbackUrl,
        templateNamespace: "namespace"
      }
    case "bird":
      return {
        ...common,
        provider,
        workspaceId: "ws-1",
        accessKey: secret("bird-key"),
        signingKeys: [secret("bird-signing")],
        templateProjects: { order_update: { projectId: "project-1", version: "1" } }
      }
    case "zendesk":
      return {
        ...common,
        provider,
        appId: "app-1",
        keyId: "key-1",
        keySecret: secret("zendesk-secret"),
        webhookSecrets: [secret("webhook")]
      }
    case "360dialog":
      return {
        ...common,
        provider,
        apiKey: secret("d360-key"),
        callbackHeader: "x-callback-key",
        callbackKeys: [secret("callback")]
      }
  }
}

/** An address that keeps the callbacks that come to it, for the length of the scope. */
export const receiver = (provider: Account["provider"]) =>
  Effect.gen(function* () {
    const deliveries: Array<Delivery> = []
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        createServer((request, response) => {
          const chunks: Array<Buffer> = []
          request.on("data", (chunk: Buffer) => chunks.push(chunk))
          request.on("end", () => {
            deliveries.push({
              provider,
              accountId: "acme",
              method: "POST",
              url: `http://${request.headers.host ?? ""}${request.url ?? ""}`,
              headers: Object.fromEntries(
                Object.entries(request.headers).flatMap(([name, value]) =>
                  typeof value === "string" ? [[name, value]] : []
                )
              ),
              body: new Uint8Array(Buffer.concat(chunks))
            })
            response.end()
          })
        })
      ),
      (made) =>
        Effect.sync(() => {
          made.close()
          made.closeAllConnections()
        })
    )
    yield* Effect.async<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    })
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return { url: `http://127.0.0.1:${port}/callbacks/${provider}/acme`, deliveries }
  })
