/** August 2026: Ines and Priya after the Camino. An ankle, fish, a niece, a change of plan. */

import type { SampleSession } from './sample-session.ts'

export const camino: SampleSession = {
  name: 'After the Camino',
  date: '2026-08-30',
  turns: [
    {
      speaker: 'Priya',
      time: '17:05',
      text: 'How is the ankle? Honest answer, not the Camino answer.',
    },
    {
      speaker: 'Ines',
      time: '17:06',
      text: 'Blue, with a hint of sunset. The doctor says a sprain, no running for six weeks. I still cannot believe that I fell over a yellow arrow.',
    },
    {
      speaker: 'Priya',
      time: '17:08',
      text: 'We did get to Pontevedra. Eight days of twelve! And the dawn over the bridge at Tui, I would walk all of it again for that.',
      caption: 'two women with backpacks on an iron bridge at dawn, a river below in mist',
    },
    {
      speaker: 'Ines',
      time: '17:10',
      text: 'The last four days we do next year, from Pontevedra to Santiago. At Easter, before it gets hot. I have written it in ink.',
    },
    { speaker: 'Priya', time: '17:11', text: 'In ink! Easter, then. I hold you to it.' },
    {
      speaker: 'Priya',
      time: '17:13',
      text: 'And you ate octopus in Redondela, I have witnesses. Eleven years a vegetarian.',
    },
    {
      speaker: 'Ines',
      time: '17:15',
      text: 'I know. I thought about it for two days, and I think I am somebody who eats fish now. No meat, still no meat. But fish. Do not tell the lettuce.',
    },
    { speaker: 'Priya', time: '17:16', text: 'How was Leeds? I want to hear about the small one.' },
    {
      speaker: 'Ines',
      time: '17:18',
      text: 'Alice. Born on the 4th of July, three kilos two hundred, and she already looks at Tom as if he had burnt something. I went for the weekend of the 18th and held her for most of it.',
      caption: 'a newborn wrapped in a huge mustard-yellow knitted blanket, frowning',
    },
    { speaker: 'Priya', time: '17:19', text: 'That is the giraffe scarf!' },
    {
      speaker: 'Ines',
      time: '17:20',
      text: 'That is the giraffe scarf. How is the studio? You sounded tired on the bridge.',
    },
    {
      speaker: 'Priya',
      time: '17:23',
      text: 'The kiln died in July. I was going to give the studio up, honestly, and then the Thursday class collected 1,900 euros behind my back for a new one. It comes on the 15th of September.',
    },
    {
      speaker: 'Ines',
      time: '17:24',
      text: 'Of course they did. You taught half of Lisbon to stop apologising to clay.',
    },
  ],
}
