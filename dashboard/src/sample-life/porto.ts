/** June and July 2026: Ines and Tom. She has moved; the work; the baby is nearly there. */

import type { SampleSession } from './sample-session.ts'

export const porto: SampleSession = {
  name: 'First weeks in Porto',
  date: '2026-06-21',
  turns: [
    {
      speaker: 'Tom',
      time: '19:30',
      text: 'So, how is the other city? Do you still say Lisbon when people ask?',
    },
    {
      speaker: 'Ines',
      time: '19:31',
      text: 'Twice a day. But I live in Porto now, it is official, I moved on the 17th of May and I even have a library card.',
    },
    {
      speaker: 'Ines',
      time: '19:32',
      text: 'This is the kitchen. Every tile was there before me, I only added the dog.',
      caption: 'a narrow kitchen with blue and yellow tiles, a greyhound’s tail leaving the frame',
    },
    { speaker: 'Tom', time: '19:33', text: 'It has a ceiling! And the job?' },
    {
      speaker: 'Ines',
      time: '19:36',
      text: 'Three weeks at Meridiana and I have already sat in a wheelchair for two days, across the whole of Line D. Four lifts were broken. You cannot draw that map from a chair at a desk, only from the other one.',
    },
    { speaker: 'Tom', time: '19:37', text: 'That sounds hard. Good hard?' },
    {
      speaker: 'Ines',
      time: '19:39',
      text: 'Good hard. My boss is called Amélia, she was a tram driver for twenty years and she knows every kerb by name. We publish the São Bento map in September.',
    },
    {
      speaker: 'Tom',
      time: '19:41',
      text: 'I ran the half marathon, did I tell you? Two hours, four minutes, thirty-one seconds. I overtook a man dressed as a teapot at the very end.',
    },
    {
      speaker: 'Ines',
      time: '19:42',
      text: 'Two-oh-four! Under the target by miles. What did Joana say?',
    },
    {
      speaker: 'Tom',
      time: '19:44',
      text: 'That the teapot let me. She is enormous and magnificent, two weeks to go. The cot is built, there was one screw left over and we do not discuss it.',
    },
    {
      speaker: 'Ines',
      time: '19:46',
      text: 'Is your sea-green bowl in use? Priya asks every time. She says that a pot must hold something or it sulks.',
    },
    { speaker: 'Tom', time: '19:47', text: 'It holds the sourdough starter. Its name is Iceland.' },
    {
      speaker: 'Ines',
      time: '19:49',
      text: 'I started the accordion, too. Mondays at seven, with an old man called Seu Jaime who has eleven fingers’ worth of patience. Biscuit leaves the room.',
    },
  ],
}
