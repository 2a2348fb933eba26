/** The built-in rules and example questions of the classifier, by category. Data; `classify.ts` owns the decision. */

import type { CategoryRule } from './classify.ts'

export const categoryRules: readonly CategoryRule[] = [
  {
    category: 'code',
    pattern:
      /```|`[^`]+`|\b(?:javascript|typescript|python|java|kotlin|rust|golang|c\+\+|c#|php|ruby|perl|haskell|scala|elixir|clojure|erlang|lua|fortran|matlab|bash|powershell|node\.js|sql|mysql|postgres(?:ql)?|sqlite|mongodb|regex|regular expression|css|html|json|yaml|npm|pip|git|docker|kubernetes|stack trace|segfault|null pointer|compile error|syntax error|unit test|refactor|debug)(?!\w)|\w+\(\)|\w+::\w+|=>|!=/i,
  },
  {
    category: 'documentation',
    pattern:
      /\b(?:api|sdk|endpoint|documentation|docs|changelog|release notes|config(?:uration)? (?:file|option|key)|command[- ]line|cli flag|environment variable)\b/i,
  },
  {
    category: 'medical',
    pattern:
      /\b(?:symptoms?|diagnos\w+|dos(?:e|age)|side effects?|medication|medicine|prescri\w+|disease|infection|vaccin\w+|cancer|diabet\w+|blood pressure|cholesterol|pregnan\w+|surgery|doctor|physician|antibiotic\w*|tumou?r|overdose|allerg\w+|asthma|mg of)\b/i,
  },
  {
    category: 'legal',
    pattern:
      /\b(?:legal(?:ly)?|illegal|lawsuit|lawyer|attorney|court|contract law|liab\w+|statute|regulation|copyright|patent|trademark|gdpr|custody|divorce|tenant|landlord|evict\w*|visa|immigration|sue|prosecut\w+|felony|misdemeanou?r)\b/i,
  },
  {
    category: 'prices',
    pattern:
      /\b(?:price|cost|how much (?:is|are|does|do)|cheap\w*|discount|fees?|fare|tariff|salary)\b|[$€£¥]\s?\d/i,
  },
  {
    category: 'live',
    pattern:
      /\b(?:today|tonight|right now|currently|at the moment|latest|breaking|live score|this (?:morning|week|month|year)|yesterday|tomorrow|stock (?:price|market)|exchange rate|weather|forecast|traffic|news|score of|who won|what time is it|current)\b/i,
  },
  {
    category: 'creative',
    pattern:
      /(?<!\bhow (?:(?:do|can|could|should|would) (?:i|you|we|one)|to) )\b(?:write|compose|draft|invent|brainstorm|imagine|come up with) (?:me )?(?:a|an|some|the|two|three|\d+)\b|\b(?:poem|story|joke|lyrics|haiku|limerick|slogan|tagline)\b/i,
  },
  {
    category: 'how-to',
    isForm: true,
    pattern:
      /^(?!.*\b(?:my|our|your|this|that|these|those|here|it|me|us|you)\b)\W*(?:how (?:do|can|could|should) (?:i|we|one)\b|how to\b|what(?:'s| is) the best way to\b|steps to\b)/i,
  },
  {
    category: 'facts',
    isForm: true,
    pattern:
      /^(?!.*\b(?:my|our|your|this|that|these|those|here|it|me|us|you)\b)\W*(?:what(?:'s| is| are| was| were) the (?:capital|population|currency|official language|area|height|length|depth|diameter|mass|boiling point|freezing point|melting point|density|atomic (?:number|mass|weight)|chemical (?:symbol|formula)|meaning|definition|speed|square root|anthem|flag)(?: city| cities)? of\b|who (?:wrote|invented|discovered|painted|composed|founded|directed|sculpted|designed)\b|when (?:was|were) .{1,60} (?:born|invented|discovered|founded|built|written|published|painted)\b|what does .{1,40} (?:mean|stand for)\b)/i,
  },
  {
    category: 'personal',
    pattern:
      /\bmy (?:name|birthday|wife|husband|partner|boss|friend|mother|father|mom|dad|son|daughter|brother|sister|doctor|address|account|order|balance|password|appointment|calendar|schedule|meeting|diary|notes?|email)\b|\bdo you remember\b|\bdid i (?:say|tell|mention)\b|\bwhat did i\b/i,
  },
]

/** Examples whose mean vector is a category's prototype. */
export const categoryExamples: Readonly<Record<string, readonly string[]>> = {
  facts: [
    'What is the capital of Portugal?',
    'Who wrote Don Quixote?',
    'How many moons does Saturn have?',
    'When was the telephone invented?',
    'What is the tallest mountain in Africa?',
    'Which country has the largest population?',
    'Why is the sea salty?',
    'What causes rainbows?',
  ],
  'how-to': [
    'How do I tie a bow tie?',
    'How do you remove red wine from a carpet?',
    'What is the best way to clean a cast iron pan?',
    'How can I learn to play the guitar?',
    'How do I change a bicycle tube?',
    'Steps to plant a tree',
    'How do you boil an egg?',
    'How to stop a door from squeaking?',
  ],
  support: [
    'How do I reset my password?',
    'I want to return an item, what do I do?',
    'How do I cancel my subscription?',
    'Why was my card charged twice?',
    'Where is my package?',
    'How do I change the delivery address?',
    'The app does not open after the update',
  ],
  conversation: [
    'How are you?',
    'What do you think about pets?',
    'Tell me something nice',
    'Are you a robot?',
    'Do you like music?',
    'What is your favourite colour?',
    'I am bored, what shall we talk about?',
  ],
  documentation: [
    'What does the timeout option do?',
    'Which parameters does the search endpoint take?',
    'What is the default port?',
    'How is the retry limit configured?',
    'What changed in version 2?',
  ],
}
