import type { Match } from "./Phrase.ts"

/** A link that is written out in a text. */
export interface Link extends Omit<Match, "phrase"> {
  /** In small letters, without port and `www.`. */
  readonly host: string
}

/** Ends of hosts that make a link of a text without `https://`. Words of languages (`in`, `it`, `no`, `so`) are left out. */
const endings =
  "com|net|org|info|biz|shop|store|online|site|link|page|app|dev|io|ai|co|me|ly|gl|gd|gg|cc|tv|kr|jp|cn|tw|hk|sg|my|id|th|vn|in\\.th|uk|us|ca|au|br|mx|ar|cl|pe|es|pt|fr|de|eu|ru|be|ee|gy|li|ink|do"

/**
 * With a scheme, with `www.`, or a host with one of the endings that is no part of an address of mail. Labels are bounded as the
 * name system bounds them, which also bounds the search.
 */
const pattern = new RegExp(
  `https?://[^\\s<>"\\u300C-\\u300F\\uFF08\\uFF09()]{1,2000}|(?<![\\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,62})\\.){1,5}(?:${endings})(?![\\w@-]|\\.[a-z0-9])(?::\\d{1,5})?(?:[/?#][^\\s<>"\\u300C-\\u300F\\uFF08\\uFF09()]{0,2000})?|(?<![\\w@.-])www\\.[^\\s<>"\\u300C-\\u300F\\uFF08\\uFF09()]{1,2000}`,
  "giu"
)

/** Punctuation that ends the sentence and not the link. */
const trailing = /[.,;:!?'\u2019\u2026\u3001\u3002\uFF01\uFF0C\uFF1A\uFF1B\uFF1F]+$/u

/** Every link of a text, in order. */
export const links = (text: string): ReadonlyArray<Link> =>
  [...text.matchAll(pattern)].map((match) => {
    const written = match[0].replace(trailing, "")
    const host = /^(?:https?:\/\/)?(?:www\.)?([^/?#:]*)/i.exec(written)?.[1] ?? ""
    return { start: match.index, end: match.index + written.length, text: written, host: host.toLowerCase() }
  })

/** Whether a host is one of these, or below one. */
export const isBelow = (host: string, hosts: ReadonlyArray<string>): boolean =>
  hosts.some((one) => host === one.toLowerCase() || host.endsWith(`.${one.toLowerCase()}`))
