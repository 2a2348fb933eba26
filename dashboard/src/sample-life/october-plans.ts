/** October 2026: the three again. What became of it all, and what comes next. */

import type { SampleSession } from './sample-session.ts'

export const octoberPlans: SampleSession = {
  name: 'October plans',
  date: '2026-10-18',
  turns: [
    {
      speaker: 'Ines',
      time: '11:00',
      text: 'It is out! The São Bento map, printed, in the station, with every lift and every kerb. A man in a wheelchair asked me for directions and I gave him the map instead. He came back to say thank you.',
      caption: 'a large folded map on a station wall, with a tram and a blue lift symbol',
    },
    {
      speaker: 'Tom',
      time: '11:02',
      text: 'I have something in my eye. It is flour. It is always flour.',
    },
    { speaker: 'Priya', time: '11:03', text: 'Amélia must be proud. What is the next one?' },
    {
      speaker: 'Ines',
      time: '11:05',
      text: 'Campanhã, and after that they want me to lead the maps for Braga: a team of three, from January. I said yes before I knew what I would say.',
    },
    {
      speaker: 'Tom',
      time: '11:07',
      text: 'Head of kerbs! Alice laughs now, by the way. Mostly at the accordion. Joana plays her your recordings.',
    },
    {
      speaker: 'Ines',
      time: '11:08',
      text: 'The only audience that I have. Seu Jaime thinks that I may be ready for one waltz, in public, at his birthday on the 12th of December.',
    },
    {
      speaker: 'Priya',
      time: '11:10',
      text: 'I shall be there with flowers and earplugs. The new kiln is wonderful. First firing last Wednesday, forty pots, one casualty.',
    },
    {
      speaker: 'Tom',
      time: '11:12',
      text: 'Christmas: here or there? We can fly now, Alice has a passport with the angriest photo.',
    },
    {
      speaker: 'Ines',
      time: '11:14',
      text: 'Here, please! Come to Porto. I have the terrace and a dog who needs a baby to be suspicious of. I will cook the octopus, and the rice without meat.',
    },
    {
      speaker: 'Tom',
      time: '11:15',
      text: 'Booked in my heart. We arrive on the 21st and stay for a week. I bring the rye.',
    },
    {
      speaker: 'Priya',
      time: '11:17',
      text: 'Then I make the plates. No peanuts in the rye, Tom, I read labels.',
    },
    {
      speaker: 'Ines',
      time: '11:19',
      text: 'And I had one coffee. One. On the day of the map. Doctor Matos may never know.',
    },
    { speaker: 'Tom', time: '11:20', text: 'Your secret is safe with everyone in this chat.' },
  ],
}
