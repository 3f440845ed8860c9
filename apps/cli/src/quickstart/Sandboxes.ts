import type { MessageRequest } from "@sluice/client/Message"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { Sandbox } from "../stack/Sandbox.ts"
import type { Recipient } from "./SampleList.ts"
import * as SampleMessage from "./SampleMessage.ts"
import type * as Triage from "./Triage.ts"

/** Who sends in a quick start, and what. */

/** One sender at the Cloud API's pace, for the list (CLOUD_API 3.4). */
export const cloud = {
  accountId: "quickstart",
  policy: "cloud-api",
  senders: [{ id: "shop", number: "+886912000001", callingCode: "886", tier: "initial" }]
} as const satisfies Sandbox

/** A new sender of 5 units a minute and a raised one of 30, for the batch at the guide's pace (RL-01). */
export const guide = {
  accountId: "quickstart-guide",
  policy: "guide",
  senders: [
    { id: "new-sender", number: "+886912000002", callingCode: "886", tier: "initial" },
    { id: "raised-sender", number: "+886912000003", callingCode: "886", tier: "raised" }
  ]
} as const satisfies Sandbox

/** A message of the list to everybody whose number is in order. The line is its idempotency key (RT-05). */
export const listRequests = (sendable: ReadonlyArray<Triage.Sendable>): ReadonlyArray<MessageRequest> =>
  sendable.map(({ recipient, verdict }) => ({
    senderId: cloud.senders[0].id,
    recipient: verdict.e164,
    content: SampleMessage.contentOf(recipient),
    idempotencyKey: `line-${recipient.line}`
  }))

/** Of a hundred messages, so many go to the new sender: it has a sixth of the raised one's budget. */
const newSenderOf100 = 14

/** Pictures among the batch: every third, so that both weights are on the scales (RL-02). */
const pictureEvery = 3

/** A batch of texts and pictures to the first recipients of the list, shared out by what the two senders may. */
export const guideRequests = (sendable: ReadonlyArray<Triage.Sendable>, count: number): ReadonlyArray<MessageRequest> =>
  sendable.slice(0, count).map(({ recipient, verdict }, index) => ({
    senderId: guide.senders[(index * newSenderOf100) % 100 < newSenderOf100 ? 0 : 1].id,
    recipient: verdict.e164,
    content: answer(recipient, index),
    idempotencyKey: `guide-${recipient.line}`
  }))

/** What a customer who asked gets back: words, or a picture with words. */
const answer = ({ name, reference }: Recipient, index: number): Content =>
  index % pictureEvery === pictureEvery - 1
    ? { type: "image", image: { link: "https://example.com/parcel.jpg", caption: `${reference}, packed for ${name}` } }
    : { type: "text", text: { body: `Hello ${name}, ${reference} leaves our house today.` } }
