import type { ListQuery } from "@sluice/client/Callbacks"
import * as Caller from "@sluice/engine/access/Caller"
import type { Request } from "@sluice/engine/ports/CallbackArchive"
import { Directory } from "@sluice/engine/ports/Directory"
import { DateTime, Effect } from "effect"
import { CurrentCaller } from "../http/Answer.ts"
import * as Cursor from "./Cursor.ts"

type Asked = Omit<(typeof ListQuery)["Type"], "cursor" | "limit">

/** What the caller asks for, among the accounts that it may see: of another one there is nothing. */
export const of = Effect.fn("Filter.of")(function* (
  { accountId, provider, since, until, verdict }: Asked,
  cursor: string | undefined
) {
  const caller = yield* CurrentCaller
  const accounts = yield* Effect.flatMap(Directory, (directory) => directory.accounts)
  const filter: Omit<Request, "limit"> = {
    accountIds: accounts
      .map(({ id }) => id)
      .filter((id) => Caller.mayUse(caller, id) && (accountId === undefined || id === accountId)),
    ...(provider === undefined ? {} : { provider }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(since === undefined ? {} : { sinceMillis: DateTime.toEpochMillis(since) }),
    ...(until === undefined ? {} : { untilMillis: DateTime.toEpochMillis(until) }),
    ...(cursor === undefined ? {} : { after: yield* Cursor.read(cursor) })
  }
  return filter
})
