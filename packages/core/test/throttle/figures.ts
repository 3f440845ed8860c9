import * as Policy from "@sluice/core/policy/Policy"

/** The shipped figures of those limits that a policy may lack. */
export const known = <A>(figures: A | null): A => {
  if (figures === null) throw new Error("the shipped policy lacks this limit")
  return figures
}

const { guide, "cloud-api": cloudApi } = Policy.shipped

export const window = known(guide.pacing.senderWindow)
export const ladder = known(guide.pacing.ladder)
export const continuous = known(guide.pacing.continuousSending)
export const throughput = known(cloudApi.pacing.throughput)
