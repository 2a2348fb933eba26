/** November 2025: Ines and Tom, a Sunday call. Where she starts from: Lisbon, the map publisher, coffee. */

import type { SampleSession } from './sample-session.ts'

export const sundayCall: SampleSession = {
  name: 'Sunday call',
  date: '2025-11-09',
  turns: [
    {
      speaker: 'Tom',
      time: '18:02',
      text: 'There you are! I was about to give up. How is Lisbon?',
    },
    {
      speaker: 'Ines',
      time: '18:03',
      text: 'Wet. It has rained for six days and the bathroom ceiling in Alfama is growing its own map. I measured the stain, it looks like Iceland.',
    },
    {
      speaker: 'Tom',
      time: '18:04',
      text: 'Only you would measure it. Is the landlord doing anything?',
    },
    {
      speaker: 'Ines',
      time: '18:05',
      text: 'He put the rent up to 940 euros instead. I am not joking. I love this flat but I think it is trying to tell me something.',
    },
    {
      speaker: 'Tom',
      time: '18:06',
      text: 'And work? Still drawing contour lines for Rota Press?',
    },
    {
      speaker: 'Ines',
      time: '18:08',
      text: 'Still at Rota, eight years in January. We finished the Serra da Estrela walking map on Thursday, forty sheets. I drank so much coffee that week that I could hear my own eyelids.',
    },
    {
      speaker: 'Ines',
      time: '18:09',
      text: 'Here, look at my desk. I am keeping it like this as a warning to myself.',
      caption: 'a desk buried in contour maps, with five empty espresso cups and a brass magnifier',
    },
    {
      speaker: 'Tom',
      time: '18:10',
      text: 'That is a cry for help. Joana says hello, by the way. She is knitting something enormous and will not say what it is.',
    },
    {
      speaker: 'Ines',
      time: '18:11',
      text: 'A scarf for a giraffe. Tell her I owe her a visit. How is the bakery?',
    },
    {
      speaker: 'Tom',
      time: '18:13',
      text: 'Busy. The rye loaf won a prize at the Leeds food fair, second place, so now everybody in Headingley wants it. I am up at half past three most days.',
    },
    {
      speaker: 'Ines',
      time: '18:14',
      text: 'My little brother, silver medallist in bread. Mum would have framed the flour bag.',
    },
    {
      speaker: 'Tom',
      time: '18:15',
      text: 'She would. Listen, can you come for Christmas? We could do the walk to Ilkley on Boxing Day, like before.',
    },
    {
      speaker: 'Ines',
      time: '18:17',
      text: 'I have already booked! I land in Leeds on the 22nd of December and stay until the 2nd. I will bring the good olive oil and no maps.',
    },
    { speaker: 'Tom', time: '18:18', text: 'One map. A small one. You know you cannot help it.' },
  ],
}
