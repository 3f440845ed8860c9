/** A share (0 to 1) for people, to the whole percent. */
export const of = (share: number): string => `${Math.round(share * 100)} %`
