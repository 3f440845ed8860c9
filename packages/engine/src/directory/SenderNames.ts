import type { Sender } from "../ports/Directory.ts"

/** The id by which callers of the platform's own paths know a number, and by which they are told of it (docs/move-a-provider.md). */
export const called = ({ knownAs, phoneNumberId }: Pick<Sender, "knownAs" | "phoneNumberId">): string =>
  knownAs ?? phoneNumberId

/** Senders by every id that their numbers go by: the provider's, and that of callers where it is another. */
export const index = (senders: ReadonlyArray<Sender>): ReadonlyMap<string, Sender> =>
  new Map(senders.flatMap((sender) => [[sender.phoneNumberId, sender] as const, [called(sender), sender] as const]))
