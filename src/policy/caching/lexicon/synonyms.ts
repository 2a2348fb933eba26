/**
 * A small list of words that may stand for each other in any question, and spelling variants of British and American English.
 *
 * Short on purpose: a synonym admitted here is served without a further look. Words that are synonyms in some senses only
 * ("delete" and "remove", "hard" and "difficult") are left out.
 */

import { headOfGroup } from './word-set.ts'

const synonyms = headOfGroup(`
buy purchase; film movie; television tv telly; telephone phone; photograph photo; automobile car; bicycle bike; airplane aeroplane plane;
refrigerator fridge; physician doctor; attorney lawyer; sofa couch; garbage trash rubbish; petrol gasoline; maths math mathematics;
advertisement ad advert; laboratory lab; examination exam; influenza flu; mum mom; begin start; begins starts; beginning starting;
big large; quick fast; quickly rapidly; repair fix; child kid; approximately roughly; information info; allowed permitted;
difficult hard; occur happen; occurs happens; wealthy rich;
colour color; colours colors; favourite favorite; neighbour neighbor; behaviour behavior; labour labor; honour honor; humour humor; flavour flavor;
harbour harbor; rumour rumor; tumour tumor; vapour vapor; odour odor; armour armor; centre center; theatre theater; fibre fiber; calibre caliber; sabre saber;
litre liter; metre meter; organise organize; organisation organization; realise realize; recognise recognize; analyse analyze; apologise apologize;
optimise optimize; optimisation optimization; summarise summarize; normalise normalize; visualise visualize; customise customize; initialise initialize;
memorise memorize; prioritise prioritize; characterise characterize; standardise standardize; synchronise synchronize; serialise serialize; utilise utilize;
travelling traveling; traveller traveler; cancelled canceled; cancelling canceling; modelling modeling; labelled labeled; fuelled fueled; jewellery jewelry;
grey gray; tyre tire; tyres tires; plough plow; programme program; catalogue catalog; dialogue dialog; aluminium aluminum; sulphur sulfur;
defence defense; offence offense; licence license; practise practice; pyjamas pajamas; mould mold; moustache mustache; sceptical skeptical;
enrol enroll; fulfil fulfill; skilful skillful; instalment installment; judgement judgment; acknowledgement acknowledgment; ageing aging; artefact artifact;
paediatric pediatric; anaemia anemia; oestrogen estrogen; foetus fetus; diarrhoea diarrhea; haemoglobin hemoglobin; leukaemia leukemia; orthopaedic orthopedic
`)

/** The word that stands for its group; the word itself when it has none. */
export function representativeOf(word: string): string {
  return synonyms.get(word) ?? word
}

export function isInSynonymGroup(word: string): boolean {
  return synonyms.has(word)
}
