import { HttpException } from "@nestjs/common"
import { RequestUnreadable } from "./Refusals.ts"

/** Whatever has more bytes than its address takes. */
export const tooLarge = new RequestUnreadable({
  kind: "body-too-large",
  detail: "the body is larger than this address takes"
})

/** What cannot be read, for whatever reason of HTTP's own. */
export const unread = new RequestUnreadable({ kind: "malformed-request", detail: "the request cannot be read" })

/** Fastify's own refusals of a request, by its codes. */
const byCode: Readonly<Record<string, RequestUnreadable>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new RequestUnreadable({
    kind: "media-type-refused",
    detail: "send the body as application/json"
  }),
  FST_ERR_CTP_EMPTY_JSON_BODY: new RequestUnreadable({
    kind: "malformed-request",
    detail: "the body is empty; JSON is expected"
  }),
  FST_ERR_CTP_INVALID_JSON_BODY: new RequestUnreadable({ kind: "malformed-request", detail: "the body is not JSON" })
}

/** What Nest makes of the rest, by status. */
const byStatus: Readonly<Record<number, RequestUnreadable>> = {
  404: new RequestUnreadable({ kind: "route-unknown", detail: "see /openapi.json for what there is" }),
  413: tooLarge
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : ""

/** What Fastify and Nest refuse by themselves; null for what is a failure of the server. */
export const unreadable = (thrown: unknown): RequestUnreadable | null => {
  const isNests = thrown instanceof HttpException
  const known = byCode[codeOf(isNests ? thrown.cause : thrown)]
  if (known !== undefined || !isNests) return known ?? null
  const status = thrown.getStatus()
  return byStatus[status] ?? (status < 500 ? unread : null)
}
