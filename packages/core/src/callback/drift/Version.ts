import * as Body from "../providers/Body.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Form from "../providers/Form.ts"

/** Where a provider says of which version its callback is; the platform itself says it nowhere (CLOUD_API 3.6, 3.9). */
const fields: Readonly<Record<Provider, string | null>> = {
  "cloud-api": null,
  "360dialog": "meta.version",
  twilio: "ApiVersion",
  messagebird: null,
  bird: null,
  zendesk: "webhook.version"
}

/** `v2`, `2010-04-01`, `2.49.5`. */
const form = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/

const inJson = (json: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (owner, name) =>
        typeof owner === "object" && owner !== null && Object.hasOwn(owner, name)
          ? Reflect.get(owner, name)
          : undefined,
      json
    )

/** The version of the provider's format that a callback names; null where it names none. Total. */
export const of = (provider: Provider, body: Body.Body): string | null => {
  const field = fields[provider]
  if (field === null) return null
  const parsed = Body.isForm(body) ? null : Body.json(body.text)
  const value =
    parsed === null
      ? Form.parse(body.text).pairs.find(([name]) => name === field)?.[1]
      : parsed._tag === "Json"
        ? inJson(parsed.json, field)
        : undefined
  return typeof value === "string" && form.test(value) ? value : null
}
