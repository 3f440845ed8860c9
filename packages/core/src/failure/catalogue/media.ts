import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"

const shared = { source: "cloud-api", cause: "media", httpStatus: [400] } as const

/** Files, on their way out and in (SPEC MD; CLOUD_API 3.3, 3.5). */
export const media: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 131052,
    title: "Media download error",
    seen: ["inbound"],
    retry: "never",
    scope: "inbound",
    wait: Wait.none,
    reaction: "operator",
    remedy:
      "The platform could not fetch a file that the customer sent, mostly because it is larger than 100 MB. Ask for it in another way."
  },
  {
    ...shared,
    code: 131053,
    title: "Media upload error",
    seen: ["answer", "status"],
    retry: "transient_limited",
    scope: "media",
    wait: Wait.schedule("transientLimited"),
    reaction: "media-breaker",
    remedy:
      "The platform could not take the file. It is tried a few times; check the link, the type and the size if it stays.",
    // The file itself comes first: a link that was fetched but brought the wrong type must not be fetched again.
    variants: [
      {
        details:
          /mime|unsupported|not supported|codec|file type|\bformat|too (?:big|large)|exceed|dimension|animated|corrupt/i,
        retry: "never",
        wait: Wait.none,
        reaction: "media-breaker",
        remedy: "The file is not what the platform takes: wrong type, codec or size. Convert it and send it anew."
      },
      {
        details: /download|fetch|link|url|https?\b|timed? ?out/i,
        retry: "transient_limited",
        wait: Wait.schedule("transientLimited"),
        reaction: "media-breaker",
        remedy:
          "The platform could not fetch the file from its link. It is tried a few times; make sure that the link is public and answers quickly, or upload the file."
      }
    ]
  }
]
