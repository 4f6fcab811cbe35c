/**
 * `cloison <room> <verb>`: the one command. Only the room that is asked for is loaded, so the platform's process never
 * holds the authority's code and the other way round.
 */
import { contextOf, localiseHelp, mountAuthority } from '@cloison/authority/cli';
import { type Room, runProcess } from '@cloison/command';
import { Command, CommanderError } from 'commander';

const argv = process.argv.slice(2);
const context = contextOf(argv, process.env);
const wanted = argv.find((word, i) => !word.startsWith('-') && argv[i - 1] !== '--lang');

const summary = {
  fr: 'Des évaluations nationales dont l’hébergeur ne peut lire ni un nom ni une réponse.',
  en: 'National pupil evaluations on which the host can read neither a name nor an answer.',
};
const measurement: Room = {
  name: 'measurement',
  summary: {
    fr: 'statistiques d’items, modèles de réponse, échelles',
    en: 'item statistics, response models, scales',
  },
  load: async () => (await import('@cloison/statistics')).measurementRoom,
};

const program = new Command('cloison').description(summary[context.lang]);
localiseHelp(program, context);

if (wanted === 'platform') {
  const { platformCommand } = await import('@cloison/platform');
  const platform = platformCommand(context.lang);
  localiseAll(platform);
  program.addCommand(platform);
} else {
  await mountAuthority(program, context, wanted);
  program.addCommand(new Command(measurement.name).description(measurement.summary[context.lang]));
  program.addCommand(
    new Command('platform').description(
      context.lang === 'fr'
        ? 'la plateforme qui sert les enveloppes'
        : 'the platform that serves the envelopes',
    ),
  );
}

function localiseAll(command: Command): void {
  localiseHelp(command, context);
  for (const child of command.commands) localiseAll(child);
}

/** Exit code 2 for a command line that is wrong, 0 for help. */
function overrideExits(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExits(child);
}
overrideExits(program);

if (wanted === measurement.name) await runProcess({ name: 'cloison', summary, rooms: [measurement] });
else await runOldFrame();

async function runOldFrame(): Promise<void> {
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 || error.code === 'commander.help' ? 0 : 2;
  }
}
