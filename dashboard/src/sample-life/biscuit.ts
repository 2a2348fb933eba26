/** March 2026: the three in a group chat. The dog, the job offer, the half marathon. */

import type { SampleSession } from './sample-session.ts'

export const biscuit: SampleSession = {
  name: 'Group chat',
  date: '2026-03-28',
  turns: [
    {
      speaker: 'Ines',
      time: '10:12',
      text: 'Everybody sit down. This morning I adopted a greyhound. Her name is Biscuit, she is four, she retired from racing in January and she is afraid of lettuce.',
      caption: 'a brindle greyhound asleep on a pile of folded maps, one ear inside out',
    },
    { speaker: 'Tom', time: '10:13', text: 'You what. In THAT flat?' },
    { speaker: 'Priya', time: '10:13', text: 'She is asleep on the Serra da Estrela. I love her.' },
    {
      speaker: 'Ines',
      time: '10:15',
      text: 'The flat is the second thing. Meridiana wrote on Thursday: I have the job! I start on the 1st of June, in Porto. I gave notice at Rota yesterday and old Duarte hugged me, which has never happened.',
    },
    {
      speaker: 'Tom',
      time: '10:16',
      text: 'Ines!! A dog and a job in one week. What is left for April?',
    },
    {
      speaker: 'Ines',
      time: '10:17',
      text: 'Finding a place that takes a greyhound and costs less than 800. With a bathroom ceiling, ideally.',
    },
    {
      speaker: 'Priya',
      time: '10:19',
      text: 'My cousin Rui lets a flat near the São Lázaro garden. Third floor, a tiny terrace, and he has dogs himself. Shall I ask him?',
    },
    { speaker: 'Ines', time: '10:20', text: 'Ask him before I finish this sentence.' },
    {
      speaker: 'Tom',
      time: '10:24',
      text: 'Meanwhile in Leeds: Joana felt the baby kick during the football, so that settles who gets blamed for the noise. And I signed up for the half marathon, in May, do not laugh.',
    },
    {
      speaker: 'Ines',
      time: '10:25',
      text: 'I am not laughing, I am impressed. What is the target?',
    },
    {
      speaker: 'Tom',
      time: '10:26',
      text: 'Under two hours ten. Or alive. Alive is the real target.',
    },
    {
      speaker: 'Priya',
      time: '10:31',
      text: 'Rui says yes! 720 euros a month, free from the middle of May. He wants to meet the dog first. Priorities.',
    },
    {
      speaker: 'Ines',
      time: '10:33',
      text: 'I am crying on a greyhound. Priya, the Camino, though: if I move in May I cannot walk in May. Can we put it off to August?',
    },
    {
      speaker: 'Priya',
      time: '10:35',
      text: 'August it is. It will be hot, we shall walk at dawn like monks. Biscuit can stay with Rui.',
    },
  ],
}
