import { Predicate } from "effect"

/**
 * What to do about failures that are not made by a command but come up through it: those of the database, which tell where it is looked for and why that
 * failed. They are known by their tags, since most commands never load what makes them.
 */
const another = "or start everything here with `sluice up`"

/** Nobody listens there, or listens and does not let us in. */
const unreachable = `start PostgreSQL there, mend the address (--database-url, SLUICE_DATABASE_URL or DATABASE_URL), ${another}`

/** The text is no address at all. */
const misspelt = "write it as postgres://role:password@127.0.0.1:5432/sluice"

/** One line on how to mend it; null where the failure says so itself, or nothing is known. */
export const of = (error: unknown): string | null => {
  if (Predicate.isTagged(error, "DatabaseUnreachable"))
    return "address" in error && error.address === "?" ? misspelt : unreachable
  if (Predicate.isTagged(error, "PostgresUnavailable") && "step" in error && error.step === "connect")
    return unreachable
  return null
}
