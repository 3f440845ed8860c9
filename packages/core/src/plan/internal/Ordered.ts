/** Lists that are kept in order. Short ones: what is added mostly belongs near the end, what is taken stands at the beginning. */
export const insert = <A>(items: Array<A>, item: A, isBefore: (a: A, b: A) => boolean): void => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = items[middle]
    if (other !== undefined && isBefore(item, other)) high = middle
    else low = middle + 1
  }
  if (low === items.length) items.push(item)
  else items.splice(low, 0, item)
}

/** Whether it was in the list. */
export const remove = <A>(items: Array<A>, item: A): boolean => {
  const at = items.indexOf(item)
  if (at === 0) items.shift()
  else if (at > 0) items.splice(at, 1)
  return at >= 0
}
