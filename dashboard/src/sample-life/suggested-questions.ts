/**
 * The guided strip: what a newcomer can try on the sample life, one thing a step, each with what it shows.
 *
 * Every question has its date, so that "last summer" means the same whenever the sample is opened.
 */

export interface SuggestedQuestion {
  readonly question: string
  /** What to look at. */
  readonly shows: string
  readonly at: string
  readonly preferRecent?: boolean
}

const AFTER_THE_YEAR = '2026-11-01T12:00:00Z'

export const suggestedQuestions: readonly SuggestedQuestion[] = [
  {
    question: 'When did Ines adopt Biscuit?',
    shows: 'One fact, with the turn it comes from',
    at: AFTER_THE_YEAR,
  },
  {
    question: 'Which city does Ines live in now?',
    shows: 'A fact that changed: prefer what was said lately',
    at: AFTER_THE_YEAR,
    preferRecent: true,
  },
  {
    question: 'What did Tom say about the half marathon last June?',
    shows: 'A time in words, and who said it',
    at: AFTER_THE_YEAR,
  },
  {
    question: 'What was in the picture of the kitchen?',
    shows: 'Pictures are remembered by their captions',
    at: AFTER_THE_YEAR,
  },
  {
    question: 'What is Priya’s blood type?',
    shows: 'Never said: memory admits that it does not know',
    at: AFTER_THE_YEAR,
  },
]

/** A memory worth correcting, found by its words: the last step of the strip. */
export const correctionFilter = 'twelve days, the second half of May'
