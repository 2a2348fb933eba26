/**
 * The commonest things that speakers of German, French and Spanish say of themselves. Same rules, fewer: names, relations, likes, places, work, age.
 *
 * What is written is in the speaker's language, so that questions in it find it.
 */

import type { ExtractLanguage, ExtractRule } from './rule.ts'

const x = '(?<x>.{2,80})$'
const name = "(?<x>\\p{Lu}[\\p{L}\\p{M}’'-]+(?: \\p{Lu}[\\p{L}\\p{M}’'-]+){0,3})"
const one = { isMultiValued: false } as const
const many = { isMultiValued: true } as const
const none: readonly (readonly [RegExp, string])[] = []

type Row = readonly [
  pattern: string,
  say: string,
  fact: NonNullable<ExtractRule['fact']>,
  confidence: number,
  isName?: 'name',
]

function rulesOf(start: string, rows: readonly Row[]): ExtractRule[] {
  return rows.map(([pattern, say, fact, confidence, isName]) => ({
    pattern: new RegExp(`${start}${pattern}`, 'iu'),
    say,
    fact,
    confidence,
    ...(isName === undefined ? {} : { isName: true as const }),
  }))
}

export const german: ExtractLanguage = {
  unnamed: 'Der Nutzer',
  rules: rulesOf('^(?:(?:ja|also|und|übrigens|hallo|hi|ach|oh)[,! ]+){0,2}', [
    [
      `(?:ich heiße|mein name ist) ${name}`,
      '{s} heißt {x}',
      { relation: 'name', ...one },
      0.95,
      'name',
    ],
    [
      `ich (?:wohne|lebe) (?:jetzt |seit \\p{L}+ )?in ${x}`,
      '{s} wohnt in {x}',
      { relation: 'wohnt in', ...one },
      0.9,
    ],
    [`ich komme aus ${x}`, '{s} kommt aus {x}', { relation: 'kommt aus', ...one }, 0.9],
    [
      `ich arbeite (?:jetzt )?(?<p>als|bei|für) ${x}`,
      '{s} arbeitet {p} {x}',
      { relation: 'arbeitet {p}', ...many },
      0.85,
    ],
    [
      `ich bin (?<x>\\d{1,3}) jahre alt`,
      '{s} ist {x} Jahre alt',
      { relation: 'alter', ...one },
      0.9,
    ],
    [
      `ich bin (?:\\p{L}+ )?allergisch (?:gegen|auf) ${x}`,
      '{s} ist allergisch gegen {x}',
      { relation: 'allergisch gegen', ...many },
      0.95,
    ],
    [
      `ich (?:mag|hasse) (?:keine?n? )${x}`,
      '{s} mag kein {x}',
      { relation: 'mag nicht', ...many },
      0.8,
    ],
    [
      `ich (?:mag|liebe) (?:sehr )?(?:gern(?:e)? )?${x}`,
      '{s} mag {x}',
      { relation: 'mag', ...many },
      0.8,
    ],
    [
      `mein(?:e)? (?<r>schwester|bruder|mutter|vater|tochter|sohn|frau|mann|freundin|freund|hund|katze|kater|chefin|chef) (?:heißt|ist) ${name}`,
      '{r} von {s}: {x}',
      { relation: '{r}', ...many },
      0.9,
      'name',
    ],
    [
      `mein(?:e)? (?<r>schwester|bruder|mutter|vater|tochter|sohn|frau|mann|freundin|freund|hund|katze|kater|chefin|chef) ${name}`,
      '{r} von {s}: {x}',
      { relation: '{r}', ...many },
      0.85,
      'name',
    ],
    [
      `mein(?:e)? lieblings(?<r>\\p{L}+) ist ${x}`,
      'Lieblings{r} von {s}: {x}',
      { relation: 'lieblings{r}', ...one },
      0.9,
    ],
  ]),
  stops: /,? (?:weil|aber|denn|und (?:ich|es|das)|wenn|obwohl|die|der|das) .*$|,.*$|[!?:;(].*$/iu,
  refused:
    /^(?:es|das|dies\p{L}*|dich|sie|ihn|ihr|euch|dein\p{L}*|nicht|wie|was|hier|dort|so)\b|\b(?:du|dich|dein\p{L}*|euch)\b/iu,
  persons: none,
  tails: /(?:[\s,]+(?:auch|sehr|gern|gerne|jetzt|gerade|nicht|übrigens))+$|[\s,.!?…]+$/iu,
}

export const french: ExtractLanguage = {
  unnamed: "L'utilisateur",
  rules: rulesOf('^(?:(?:oui|alors|et|bonjour|salut|bon|ah|oh)[,! ]+){0,2}', [
    [
      `(?:je m['’]appelle|mon nom est) ${name}`,
      "{s} s'appelle {x}",
      { relation: 'nom', ...one },
      0.95,
      'name',
    ],
    [
      `j['’]habite (?:maintenant )?(?<p>à|en|au|aux|dans) ${x}`,
      '{s} habite {p} {x}',
      { relation: 'habite', ...one },
      0.9,
    ],
    [
      `je (?:viens|suis originaire) (?<p>de|du|d['’]) ?${x}`,
      '{s} vient {p} {x}',
      { relation: 'vient de', ...one },
      0.85,
    ],
    [
      `je travaille (?<p>chez|comme|pour|à|dans) ${x}`,
      '{s} travaille {p} {x}',
      { relation: 'travaille', object: '{p} {x}', ...many },
      0.85,
    ],
    [`j['’]ai (?<x>\\d{1,3}) ans`, '{s} a {x} ans', { relation: 'âge', ...one }, 0.9],
    [
      `je suis (?:très )?allergique (?<p>à|au|aux) ${x}`,
      '{s} est allergique {p} {x}',
      { relation: 'allergique à', ...many },
      0.95,
    ],
    [
      `je (?:n['’]aime pas|déteste) (?:du tout )?${x}`,
      "{s} n'aime pas {x}",
      { relation: "n'aime pas", ...many },
      0.8,
    ],
    [
      `j['’](?:aime|adore) (?:beaucoup |bien )?${x}`,
      '{s} aime {x}',
      { relation: 'aime', ...many },
      0.8,
    ],
    [
      `m(?:on|a) (?<r>sœur|soeur|frère|mère|père|fille|fils|femme|mari|copine|copain|chien|chat|chatte|patron|patronne|amie?) (?:s['’]appelle|est|,) ?${name}`,
      '{r} de {s} : {x}',
      { relation: '{r}', ...many },
      0.9,
      'name',
    ],
    [
      `m(?:on|a) (?<r>sœur|soeur|frère|mère|père|fille|fils|femme|mari|copine|copain|chien|chat|chatte) ${name}`,
      '{r} de {s} : {x}',
      { relation: '{r}', ...many },
      0.85,
      'name',
    ],
  ]),
  stops: /,? (?:parce que|mais|car|et (?:je|c['’]est)|quand|si|qui|que) .*$|,.*$|[!?:;(].*$/iu,
  refused:
    /^(?:ça|cela|ce|le|la|les|te|vous|tu|ton|ta|tes|que|quand|comment)(?: (?:faire|voir|dire))?$|\b(?:tu|te|toi|ton|ta|tes|vous|votre)\b/iu,
  persons: none,
  tails: /(?:[\s,]+(?:aussi|beaucoup|maintenant|bien|trop))+$|[\s,.!?…]+$/iu,
}

export const spanish: ExtractLanguage = {
  unnamed: 'El usuario',
  rules: rulesOf('^(?:(?:sí|bueno|pues|y|hola|oye|ah)[,! ]+){0,2}', [
    [
      `(?:me llamo|mi nombre es) ${name}`,
      '{s} se llama {x}',
      { relation: 'nombre', ...one },
      0.95,
      'name',
    ],
    [`(?:yo )?vivo en ${x}`, '{s} vive en {x}', { relation: 'vive en', ...one }, 0.9],
    [`(?:yo )?soy de ${x}`, '{s} es de {x}', { relation: 'es de', ...one }, 0.85],
    [
      `(?:yo )?trabajo (?<p>en|como|para) ${x}`,
      '{s} trabaja {p} {x}',
      { relation: 'trabaja', object: '{p} {x}', ...many },
      0.85,
    ],
    [`tengo (?<x>\\d{1,3}) años`, '{s} tiene {x} años', { relation: 'edad', ...one }, 0.9],
    [
      `soy (?:muy )?alérgic[oa] (?<p>a|al) ${x}`,
      '{s} es alérgico o alérgica {p} {x}',
      { relation: 'alérgico a', ...many },
      0.95,
    ],
    [
      `(?:no me gustan?|odio) ${x}`,
      'A {s} no le gusta {x}',
      { relation: 'no le gusta', ...many },
      0.8,
    ],
    [
      `(?:me (?:gustan?|encantan?)) (?:mucho )?${x}`,
      'A {s} le gusta {x}',
      { relation: 'le gusta', ...many },
      0.8,
    ],
    [
      `mi (?<r>hermana|hermano|madre|padre|hija|hijo|esposa|esposo|marido|mujer|novia|novio|perra|perro|gata|gato|jefa|jefe|amiga|amigo) (?:se llama|es) ${name}`,
      '{r} de {s}: {x}',
      { relation: '{r}', ...many },
      0.9,
      'name',
    ],
    [
      `mi (?<r>hermana|hermano|madre|padre|hija|hijo|esposa|esposo|marido|mujer|novia|novio|perra|perro|gata|gato) ${name}`,
      '{r} de {s}: {x}',
      { relation: '{r}', ...many },
      0.85,
      'name',
    ],
  ]),
  stops: /,? (?:porque|pero|ya que|y (?:me|es|yo)|cuando|si|que) .*$|,.*$|[!?:;(].*$/iu,
  refused: /^(?:eso|esto|lo|la|te|tu|tus|que|como|cuando)$|\b(?:tú|te|ti|tu|tus|usted)\b/iu,
  persons: none,
  tails: /(?:[\s,]+(?:también|mucho|ahora|tampoco))+$|[\s,.!?…]+$/iu,
}
