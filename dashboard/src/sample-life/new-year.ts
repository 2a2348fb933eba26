/** January 2026: Ines and Priya in the pottery studio. Tea instead of coffee, an application, an allergy, the Camino plan. */

import type { SampleSession } from './sample-session.ts'

export const newYear: SampleSession = {
  name: 'Pottery studio',
  date: '2026-01-18',
  turns: [
    {
      speaker: 'Priya',
      time: '15:30',
      text: 'Hands wet, elbows in, and stop apologising to the clay. How was Leeds?',
    },
    {
      speaker: 'Ines',
      time: '15:31',
      text: 'Cold and lovely. We walked to Ilkley in sleet and Tom fed me bread for eleven days. It turns out that the giant knitting is a baby blanket.',
    },
    { speaker: 'Priya', time: '15:32', text: 'Joana is pregnant?' },
    {
      speaker: 'Ines',
      time: '15:33',
      text: 'Due in July! I am going to be an aunt. I cried into the olive oil.',
    },
    {
      speaker: 'Priya',
      time: '15:35',
      text: 'Oh, Ines. Take a biscuit, no wait, not those, those have peanuts. I keep them for the Thursday class and I cannot even touch them, one peanut and I am in hospital.',
    },
    {
      speaker: 'Ines',
      time: '15:36',
      text: 'I know, I was there in Sintra. I will have the ginger ones. And tea, please, no coffee.',
    },
    { speaker: 'Priya', time: '15:36', text: 'You? No coffee?' },
    {
      speaker: 'Ines',
      time: '15:38',
      text: 'Doctor Matos says that the migraines come from it. I gave up coffee on New Year. Seventeen days. I drink green tea now and I pretend to enjoy it.',
    },
    {
      speaker: 'Priya',
      time: '15:40',
      text: 'Look at that, your first bowl that stands by itself. I am taking a picture before it changes its mind.',
      caption: 'a small lopsided bowl with a sea-green glaze, standing on a potter’s wheel',
    },
    {
      speaker: 'Ines',
      time: '15:42',
      text: 'It is a bowl in the way that Iceland is a triangle. I will give it to Tom. Can I tell you something that nobody at Rota knows?',
    },
    { speaker: 'Priya', time: '15:42', text: 'Always.' },
    {
      speaker: 'Ines',
      time: '15:44',
      text: 'I applied for a job in Porto last Tuesday. A small company, Meridiana, they map stations and trams for people in wheelchairs: every kerb, every lift that is broken. It is the first thing in years that I wanted to draw.',
    },
    {
      speaker: 'Priya',
      time: '15:45',
      text: 'Then draw it. I shall be furious and I shall visit every month. And we still walk the Camino in May, you promised.',
    },
    {
      speaker: 'Ines',
      time: '15:47',
      text: 'The Portuguese way, Porto to Santiago, twelve days, the second half of May. I have started on the map already, do not tell Tom.',
    },
  ],
}
