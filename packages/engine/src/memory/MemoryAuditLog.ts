import type { Context } from "effect"
import type { AuditLog, AuditPage, AuditRecord } from "../ports/AuditLog.ts"
import type { State } from "./internal/State.ts"

const isAsked = (record: AuditRecord, { act, actor, actorAccountId, beforeId, sinceMillis }: AuditPage): boolean =>
  (actorAccountId === undefined || record.actor.accountId === actorAccountId) &&
  (actor === undefined || record.actor.keyId === actor || record.actor.name === actor) &&
  (act === undefined || record.act === act) &&
  (sinceMillis === undefined || record.atMillis >= sinceMillis) &&
  (beforeId === undefined || record.id < beforeId)

/** The audit of a memory store. */
export const make = ({ audit, journal, nextAudit }: State): Context.Tag.Service<AuditLog> => ({
  begin: (begun) =>
    journal.step(() => {
      const id = nextAudit()
      audit.put(id, { ...begun, id, outcome: "begun", reason: null, endedMillis: null })
      return id
    }),
  end: (id, { on, ...ending }) =>
    journal.step(() => {
      const record = audit.get(id)
      if (record === undefined || record.outcome !== "begun") return false
      audit.put(id, { ...record, ...ending, on: on ?? record.on })
      return true
    }),
  list: (page) =>
    journal.step(() =>
      [...audit.values()]
        .filter((record) => isAsked(record, page))
        .sort((a, b) => b.id - a.id)
        .slice(0, page.limit)
    )
})
