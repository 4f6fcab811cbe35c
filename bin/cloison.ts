/** `cloison <room> <verb>`: the one command. */
import { completionRoom, runProcess } from '@cloison/command';
import { rooms } from './rooms.ts';

await runProcess({
  name: 'cloison',
  summary: {
    fr: 'Des évaluations nationales dont l’hébergeur ne peut lire ni un nom ni une réponse.',
    en: 'National pupil evaluations on which the host can read neither a name nor an answer.',
  },
  rooms: [...rooms, completionRoom('cloison', rooms)],
});
