import type { SqlError } from "@effect/sql/SqlError"

/**
 * What PostgreSQL says of a failed statement: the five characters of its SQLSTATE; null when it never answered.
 *
 * Node's own codes (`EPIPE`) can look like one; they fall into none of the classes below, which is what is wanted.
 */
const stateOf = (error: SqlError): string | null => {
  const { cause } = error
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return null
  return typeof cause.code === "string" && /^[0-9A-Z]{5}$/.test(cause.code) ? cause.code : null
}

/** Deadlock and serialization failure: the transaction was a victim of others and left no trace. */
const victims: ReadonlySet<string> = new Set(["40P01", "40001"])

/** Feature, cardinality, data, integrity, syntax and limits: the statement or its values are wrong. */
const misuse: ReadonlySet<string> = new Set(["0A", "21", "22", "23", "42", "54"])

/** True when the same transaction may simply be run again. */
export const isVictim = (error: SqlError): boolean => victims.has(stateOf(error) ?? "")

/** A lock was not to be had within `lock_timeout`. */
const blocked = "55P03"

/** True when it stood in the way of others, or they in its: nothing of it is left, and it may be run again in a moment. */
export const gaveWay = (error: SqlError): boolean => isVictim(error) || stateOf(error) === blocked

/** A key that was to be unique is there already. */
const duplicate = "23505"

/** True when a row that was to be new was not. */
export const isDuplicate = (error: SqlError): boolean => stateOf(error) === duplicate

/** True when trying again cannot help: a defect of ours, not a store that is away. */
export const isMisuse = (error: SqlError): boolean => misuse.has(stateOf(error)?.slice(0, 2) ?? "")
