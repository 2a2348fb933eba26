/**
 * Opposites for testing: other templates and other words than the gate was built on.
 *
 * Rule: when a pair of this file is served, the gate is changed by principle, never by adding the words of this file to a list.
 */

import type { PairTemplate, Slots } from './template.ts'

export const heldOutSlots: Slots = {
  drug: 'aspirin,penicillin,melatonin,caffeine,ibuprofen,cortisone,codeine'.split(','),
  task: 'sign the lease,file my taxes,repot my orchid,defrost the freezer,vote by mail,adopt a kitten,refinance my loan,paint the fence'.split(
    ',',
  ),
  thing:
    'the router,my account,the invoice,a spreadsheet,the garage door,a database,my subscription,the thermostat'.split(
      ',',
    ),
  crop: 'wheat,barley,tomatoes,olives,coffee,rice,grapes,soybeans'.split(','),
  land: 'Bolivia,Norway,Ghana,Vietnam,Portugal,Jordan,Chile,Nepal'.split(','),
  sport: 'tennis,rowing,chess,handball,fencing,curling'.split(','),
  worker: 'nurse,plumber,judge,farmer,pilot,tailor,banker,welder'.split(','),
  team: 'Arsenal,Ajax,Porto,Celtic,Benfica,Sevilla'.split(','),
  chemical: 'helium,zinc,ammonia,sulfur,mercury,chlorine,copper'.split(','),
  poem: 'a short poem,a wedding toast,a cover letter,a product review,a thank you note'.split(','),
  law: 'tenant rights,parental leave,speed limits,inheritance tax,noise rules,zoning law'.split(
    ',',
  ),
}

export const heldOutTemplates: readonly PairTemplate[] = [
  {
    kind: 'negation',
    a: 'am I allowed to {task} on a holiday?',
    b: 'am I not allowed to {task} on a holiday?',
  },
  {
    kind: 'negation',
    a: 'which banks in {land} charge fees?',
    b: "which banks in {land} don't charge fees?",
  },
  {
    kind: 'negation',
    a: 'does {drug} ever cause drowsiness?',
    b: 'does {drug} never cause drowsiness?',
  },
  { kind: 'negation', a: 'tell me a reason to {task}', b: 'tell me a reason not to {task}' },
  {
    kind: 'negation',
    a: 'can {worker}s in {land} work with a permit?',
    b: 'can {worker}s in {land} work without a permit?',
  },
  {
    kind: 'negation',
    a: 'does a {worker} need to know about {law}?',
    b: 'does a {worker} not need to know about {law}?',
  },
  {
    kind: 'negation',
    a: 'who in {land} grows {crop} with {chemical}?',
    b: 'who in {land} grows {crop} without {chemical}?',
  },
  {
    kind: 'antonym',
    a: 'what happens when you {x} {chemical}?',
    swaps: [
      'heat|cool',
      'freeze|melt',
      'compress|expand',
      'oxidize|reduce',
      'dissolve|crystallize',
    ],
  },
  {
    kind: 'antonym',
    a: 'why is {x} imports of {crop} good for {land}?',
    swaps: ['taxing|subsidizing', 'raising|cutting', 'allowing|banning'],
  },
  {
    kind: 'antonym',
    a: 'is {drug} {x} for children?',
    swaps: [
      'harmful|harmless',
      'safe|unsafe',
      'beneficial|detrimental',
      'legal|illegal',
      'addictive|nonaddictive',
    ],
  },
  {
    kind: 'antonym',
    a: 'how do I {x} {thing} remotely?',
    swaps: ['lock|unlock', 'activate|deactivate', 'open|close', 'link|unlink', 'archive|unarchive'],
  },
  {
    kind: 'number',
    a: 'how do I split {x} euros among four {worker}s?',
    swaps: ['30|300', '45|54', '1,200|12,000', 'ninety|nineteen', '7.5|75'],
  },
  {
    kind: 'number',
    a: 'what does section {x} of {law} in {land} say?',
    swaps: ['4|14', '2.1|2.2', '9|6', 'seven|eleven', '3a|3b'],
  },
  {
    kind: 'number',
    a: 'can {x} {worker}s finish the job in a day?',
    swaps: ['two|three', '8|9', 'a hundred|a thousand', 'twenty five|twenty six'],
  },
  {
    kind: 'number',
    a: 'what is the {x} largest exporter of {crop}?',
    swaps: ['second|third', '4th|5th', 'sixth|seventh', '1st|21st'],
  },
  {
    kind: 'unit',
    a: 'is a dose of 200 {x} of {drug} too much?',
    swaps: ['mg|mcg', 'milligrams|micrograms', 'mg|ml', 'milligrams|grams'],
  },
  {
    kind: 'unit',
    a: 'what is the price of one {x} of {chemical}?',
    swaps: ['ounce|pound', 'ton|kilogram', 'liter|gallon', 'gram|kilo'],
  },
  {
    kind: 'unit',
    a: 'what does {crop} from {land} sell for in {x}?',
    swaps: ['dollars|euros', 'pesos|pounds', 'yen|yuan', 'rupees|rubles'],
  },
  {
    kind: 'unit',
    a: 'how much rain falls on {land} per {x}?',
    swaps: ['week|month', 'year|decade', 'hour|minute', 'day|year'],
  },
  {
    kind: 'entity',
    a: 'who wrote the anthem of {x}?',
    swaps: [
      'Niger|Nigeria',
      'Mali|Malta',
      'Austria|Australia',
      'Iran|Iraq',
      'Gambia|Zambia',
      'Slovenia|Slovakia',
    ],
  },
  {
    kind: 'entity',
    a: 'is {x} better at {sport} than last season?',
    swaps: ['Ronaldo|Rivaldo', 'Serena|Selena', 'Petrov|Petrova', 'Klopp|Flick'],
  },
  {
    kind: 'entity',
    a: 'how do I migrate {thing} to {x}?',
    swaps: ['Postgres|Oracle', 'Azure|AWS', 'Shopify|Magento', 'Vue|Svelte', 'Salesforce|HubSpot'],
  },
  {
    kind: 'entity',
    a: 'how many {worker}s moved to {x} for the {crop} harvest?',
    swaps: ['Lyon|Leon', 'Bergen|Bremen', 'Kerala|Karelia', 'Parma|Palma', 'Newcastle|Newark'],
  },
  {
    kind: 'entity',
    a: 'does {drug} interact with {x}?',
    swaps: [
      'warfarin|heparin',
      'vitamin C|vitamin K',
      'alcohol|grapefruit',
      'insulin|inulin',
      'prednisone|prednisolone',
    ],
  },
  {
    kind: 'date',
    a: 'who governed {land} in {x}?',
    swaps: ['1914|1941', 'the 1920s|the 1930s', '2008|2018', '1066|1666'],
  },
  {
    kind: 'date',
    a: 'is the {worker} free on {x}?',
    swaps: [
      'Wednesday|Friday',
      'April 3|April 13',
      'the 5th of May|the 6th of May',
      '2024-01-09|2024-09-01',
      'Tuesday morning|Tuesday evening',
    ],
  },
  {
    kind: 'date',
    a: 'when do {crop} ripen in {land} {x}?',
    swaps: ['in early summer|in late summer', 'in spring|in autumn', 'this season|next season'],
  },
  {
    kind: 'date',
    a: 'what changed about {law} {x}?',
    swaps: [
      'last month|last year',
      'since yesterday|since Monday',
      'in January|in June',
      'a week ago|a month ago',
    ],
  },
  {
    kind: 'comparative',
    a: 'is {land} {x} populated than {land2}?',
    swaps: ['more|less', 'more densely|less densely'],
  },
  {
    kind: 'comparative',
    a: 'do {worker}s earn {x} than teachers in {land}?',
    swaps: ['more|less', 'better|worse'],
  },
  {
    kind: 'comparative',
    a: 'which {crop} variety needs the {x} water?',
    swaps: ['most|least', 'cleanest|dirtiest', 'warmest|coolest'],
  },
  {
    kind: 'comparative',
    a: 'should I call a {worker} {x} I {task}?',
    swaps: ['before|after', 'before|while', 'once|unless'],
  },
  {
    kind: 'direction',
    a: 'how do I ship {crop} from {x} to {y}?',
    swaps: ['Chile|Peru', 'Ghana|Togo', 'Norway|Sweden', 'Nepal|India'],
  },
  {
    kind: 'direction',
    a: 'what is the exchange rate of {x} against {y}?',
    swaps: ['the peso|the dollar', 'the yen|the won', 'the krone|the zloty'],
  },
  {
    kind: 'direction',
    a: 'is the {worker} moving {x} {land}?',
    swaps: ['into|out of', 'to|from', 'toward|away from'],
  },
  {
    kind: 'direction',
    a: 'how do I sync {thing} {x} the cloud?',
    swaps: ['to|from', 'up to|down from', 'into|out of'],
  },
  {
    kind: 'role',
    a: 'did the {worker} sue the {worker2}?',
    b: 'did the {worker2} sue the {worker}?',
  },
  {
    kind: 'role',
    a: 'when did {team} last beat {team2}?',
    b: 'when did {team2} last beat {team}?',
  },
  {
    kind: 'role',
    a: 'can a {worker} fire a {worker2} over {law}?',
    b: 'can a {worker2} fire a {worker} over {law}?',
  },
  { kind: 'role', a: 'why did {land} invade {land2}?', b: 'why did {land2} invade {land}?' },
  { kind: 'role', a: 'is {land} bigger than {land2}?', b: 'is {land2} bigger than {land}?' },
  {
    kind: 'language',
    a: 'write {poem} in {x}',
    swaps: ['Swedish|Finnish', 'Catalan|Basque', 'Turkish|Persian', 'Welsh|Irish'],
  },
  {
    kind: 'language',
    a: 'how is the word {chemical} spelled in {x}?',
    swaps: ['Dutch|Danish', 'Croatian|Serbian', 'Malay|Tagalog', 'Swahili|Zulu'],
  },
  {
    kind: 'language',
    a: 'summarize {law} of {land} in {x}',
    swaps: ['Portuguese|Spanish', 'Chinese|Japanese', 'Romanian|Bulgarian', 'Icelandic|Norwegian'],
  },
  {
    kind: 'language',
    a: 'show me how to sort {thing} in {x}',
    swaps: ['Python|Ruby', 'Java|JavaScript', 'Kotlin|Swift', 'C|C++', 'Go|Rust'],
  },
]
