import type { ApiKey, Role } from "../ports/ApiKeys.ts"

/** Who stands behind a request, once its key is known to be good. */
export interface Caller {
  readonly keyId: string
  readonly name: string
  readonly role: Role
  /** The one account it may use; null for all. */
  readonly accountId: string | null
}

/** The caller that a key stands for. */
export const fromKey = (key: ApiKey): Caller => ({
  keyId: key.id,
  name: key.name,
  role: key.role,
  accountId: key.accountId
})

/** Each role may do what the ones before it may. */
const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** Whether the caller's role covers `role`. */
export const covers = (caller: Caller, role: Role): boolean => rank[caller.role] >= rank[role]

/** Whether the caller may see and use what belongs to this account. */
export const mayUse = (caller: Caller, accountId: string): boolean =>
  caller.accountId === null || caller.accountId === accountId

/** Who asks without a key: nobody's account, so nothing that belongs to anyone. */
export const nobody: Caller = { keyId: "", name: "nobody", role: "viewer", accountId: "" }
