/**
 * Which relations have one object at a time, when nobody said so: where one lives, works, what one is called.
 *
 * A relation that is not here keeps all its objects side by side: ending a fact by a guess is the worse mistake, although the ended
 * one is kept. Decides by the relation's words alone; who states a fact can say otherwise.
 */

const single: readonly RegExp[] = [
  /^(?:currently |now )?(?:lives?|living|resides?|is based|based|located|is located)(?: in| at)?$/,
  /^(?:has |home |current |email |e-mail |postal |phone )*(?:address|email|e-mail|phone number|phone|telephone|residence|home town|hometown|city|country)(?: is| in)?$/,
  /^(?:currently |now )?(?:works?|is employed|employed|working)(?: at| for| as| by)?$/,
  /^(?:has )?(?:current )?(?:employer|job|job title|title|position|occupation|profession|salary)(?: is)?$/,
  /^(?:is |was )?(?:called|named|name|age|aged|birthday|birth date|date of birth|born|born in|born on|gender|nationality)(?: is)?$/,
  /^(?:is )?(?:married to|engaged to|spouse|husband|wife|marital status|relationship status)(?: is)?$/,
  /^(?:has )?(?:a )?(?:favou?rite)\b.*$/,
  /^(?:status|state|mood|weight|height|diet|due date|deadline|owner|leader|manager|boss|capital|president|ceo)(?: is| of)?$/,
]

/** `relation` as `foldName` gives it. */
export function isSingleValued(relation: string): boolean {
  return single.some((pattern) => pattern.test(relation))
}
