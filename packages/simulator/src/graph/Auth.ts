import { Either } from "effect"
import type * as World from "../config/World.ts"
import type * as Directory from "./Directory.ts"
import * as Reply from "./Reply.ts"

/**
 * Who asks, and may they (SF-04; CLOUD_API 3.3): no token 104, an unknown one 190, an expired one 190 with subcode 463,
 * a sender that is not theirs 100 with subcode 33, a missing permission 10 (messaging) or 200 (management).
 */

/** The token of an `Authorization: Bearer …` header, if it is valid now. */
export const token = (
  directory: Directory.Directory,
  authorization: string | undefined,
  nowMillis: number
): Either.Either<Directory.Token, Reply.GraphError> => {
  if (authorization === undefined || authorization.trim() === "") {
    return Either.left({ code: 104, message: "An access token is required to request this resource." })
  }
  const value = /^(?:Bearer|OAuth) +(\S+)$/i.exec(authorization)?.[1]
  const found = value === undefined ? undefined : directory.token(value)
  if (found === undefined) {
    return Either.left({ code: 190, message: "Invalid OAuth access token - Cannot parse access token" })
  }
  if (found.expiresAtMillis !== null && found.expiresAtMillis <= nowMillis) {
    const message = "Error validating access token: Session has expired. The time has passed at which it was valid."
    return Either.left({ code: 190, subcode: 463, message })
  }
  return Either.right(found)
}

/** Whether a token reaches a sender. */
export const reaches = (holder: Directory.Token, sender: Directory.Sender): boolean =>
  sender.accountId === holder.accountId &&
  (holder.phoneNumberIds === null || holder.phoneNumberIds.includes(sender.phoneNumberId))

/** Whether a token carries a permission. */
export const permits = (holder: Directory.Token, scope: World.Scope): Either.Either<void, Reply.GraphError> =>
  holder.scopes.includes(scope)
    ? Either.void
    : Either.left(
        scope === "whatsapp_business_messaging"
          ? { code: 10, message: "(#10) Application does not have permission for this action" }
          : { code: 200, message: "(#200) You do not have the necessary permissions required to use this endpoint" }
      )

/** The sender that a request acts for, once token, reach and permission are in order. */
export const sender = (
  directory: Directory.Directory,
  request: {
    readonly authorization: string | undefined
    readonly phoneNumberId: string
    readonly method: string
    readonly scope: World.Scope
  },
  nowMillis: number
): Either.Either<Directory.Sender, Reply.GraphError> =>
  Either.flatMap(token(directory, request.authorization, nowMillis), (holder) => {
    const found = directory.sender(request.phoneNumberId)
    if (found === undefined || !reaches(holder, found)) {
      return Either.left(Reply.unknownObject(request.phoneNumberId, request.method))
    }
    return Either.map(permits(holder, request.scope), () => found)
  })
