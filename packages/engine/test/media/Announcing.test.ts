import type { MessageReceived } from "@sluice/core/callback/Event"
import type { InboundContent, InboundMedia } from "@sluice/core/callback/Inbound"
import * as Announcing from "@sluice/engine/media/Announcing"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const hex = "f6c58d4b0e2f1a3c5e7d9b8a7c6e5f4d3c2b1a0918273645546372819a0b1c2d"
const base64 = Buffer.from(hex, "hex").toString("base64")

const media = (change: Partial<InboundMedia> = {}): InboundMedia => ({
  kind: "image",
  mediaId: "900",
  mimeType: "image/jpeg",
  sha256: base64,
  url: null,
  caption: null,
  filename: null,
  voice: null,
  animated: null,
  ...change
})

const received = (content: InboundContent): MessageReceived => ({
  _tag: "MessageReceived",
  path: "entry[0].changes[0].value.messages[0]",
  wabaId: "100",
  phoneNumberId: "100000000000001",
  displayPhoneNumber: "15550100001",
  wamid: "wamid.1",
  from: "15550200001",
  fromUserId: null,
  fromParentUserId: null,
  fromLogicalId: null,
  groupId: null,
  timestampSeconds: 0,
  content,
  context: null,
  referral: null,
  errors: [],
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null
})

describe("Files that messages announce", () => {
  it("GD-01: a file's time runs from its callback, by the policy of the number that it came to", () => {
    const found = Announcing.of(World.sender("guide"), received(media()), 1_000)
    expect(found).toMatchObject({ mediaId: "900", sha256: hex, announcedMillis: 1_000, untilMillis: 86_401_000 })
    expect(Announcing.of(World.sender("cloud-api"), received(media()), 1_000)?.untilMillis).toBe(7 * 86_400_000 + 1_000)
  })

  it("CLOUD_API 3.6: the new content of an edited message is announced as well; texts and files without an id are not", () => {
    const edit = { kind: "edit", wamid: "wamid.0", context: null } as const
    expect(Announcing.of(World.sender("guide"), received({ ...edit, content: media() }), 0)?.mediaId).toBe("900")
    expect(Announcing.of(World.sender("guide"), received({ ...edit, content: null }), 0)).toBeNull()
    expect(Announcing.of(World.sender("guide"), received(media({ mediaId: null })), 0)).toBeNull()
    expect(Announcing.of(World.sender("guide"), received(media({ mediaId: "" })), 0)).toBeNull()
    expect(Announcing.of(World.sender("guide"), received({ kind: "text", body: "900" }), 0)).toBeNull()
  })

  it("CLOUD_API 3.5: a digest is read in either of the platform's spellings, and nothing else is taken for one", () => {
    expect(Announcing.sha256Of(hex.toUpperCase())).toBe(hex)
    expect(Announcing.sha256Of(base64)).toBe(hex)
    for (const text of ["", "abc", hex.slice(1), Buffer.alloc(31).toString("base64"), "%%%"]) {
      expect(Announcing.sha256Of(text)).toBeNull()
    }
  })
})
