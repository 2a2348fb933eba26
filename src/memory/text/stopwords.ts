/**
 * English function words that say nothing about what a turn is about; they are neither indexed nor asked.
 *
 * Kept short on purpose: a frequent content word is already worth little by its inverse document frequency. Contractions are
 * written without the apostrophe, as the tokeniser leaves them. No pronoun-like question word is lost to the question's type,
 * which is read from the raw words.
 */

const lines = `
a about above after again against all also am an and any anyone anything are arent as at
be because been before being below between both but by can cannot cant could couldnt
did didnt do does doesnt doing done dont down during each either else ever every
few for from further get gets getting got had hadnt has hasnt have havent having he hed her here heres hers herself hes him
himself his how hows i id if ill im in into is isnt it its itself ive just
lets like likely me might more most much must my myself no nor not of off on once only or other others our ours ourselves out over own
really same shall she shed shes should shouldnt so some someone something such
than that thatll thats the their theirs them themselves then there theres these they theyd theyll theyre theyve this those
through to too under until up us very was wasnt we wed well were werent weve what whats when whens where wheres
which while who whom whose whos why whys will with wont would wouldnt yes yeah yet you youd youll your youre yours yourself
yourselves youve gonna hey wow oh hi hello thanks thank
`

export const stopwords: ReadonlySet<string> = new Set(lines.split(/\s+/).filter(Boolean))
