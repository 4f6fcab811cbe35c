/** `cloison <room> <verb>`: the one command. */
import { completionRoom, runProcess } from '@cloison/command';
import { rooms } from './rooms.ts';

const NODE = 24;
// What is loaded below does not parse in an older one, which would say no more than that.
if (Number.parseInt(process.versions.node, 10) < NODE) {
  process.stderr.write(
    `cloison demande Node ${NODE} ; celui-ci est le ${process.versions.node}. « npm run cloison -- … » l’apporte.\n` +
      `cloison needs Node ${NODE}; this one is ${process.versions.node}. “npm run cloison -- …” brings it.\n`,
  );
  process.exit(2);
}

await runProcess({
  name: 'cloison',
  summary: {
    fr: 'Des évaluations nationales dont l’hébergeur ne peut lire ni un nom ni une réponse.',
    en: 'National pupil evaluations on which the host can read neither a name nor an answer.',
  },
  rooms: [...rooms, completionRoom('cloison', rooms)],
});
