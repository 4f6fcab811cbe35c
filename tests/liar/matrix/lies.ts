/** `npm run lies`: every answer of the platform, wrong in every way, to everybody who asks it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { READER_NAMES, runMatrix } from './run-matrix.ts';

const number = (flags: string, about: string) =>
  new Option(flags, about).argParser((text) => {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
    return Number(text);
  });

const program = new Command('npm run lies --')
  .description(
    'Puts a host between an honest platform and its readers, which alters every answer in every way: its JSON field by field, ' +
      'its bytes, its headers, its length, its pace. After each lie the host is honest, and nothing may be missing.',
  )
  .addOption(number('--share <number>', 'of each reader so many plays, drawn by seed (default: all)'))
  .addOption(number('--seed <number>', 'draws the share').default(0))
  .addOption(new Option('--reader <name>', 'this reader alone').choices(READER_NAMES))
  .option('--only <text>', 'plays whose route or name has this in it')
  .addOption(
    new Option('--part <n/of>', 'this part of the plays alone, such as 2/5').argParser((text) => {
      const [, which, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
      if (which === undefined || Number(which) < 1 || Number(which) > Number(of))
        throw new InvalidArgumentError('such as 2/5');
      return [Number(which), Number(of)];
    }),
  )
  .option('--json', 'ends with one JSON line')
  .parse();

interface Options {
  readonly share?: number;
  readonly seed: number;
  readonly reader?: string;
  readonly only?: string;
  readonly part?: readonly [number, number];
  readonly json?: boolean;
}
const { share, seed, reader, only, part, json } = program.opts<Options>();
const say = (text: string) => process.stderr.write(`${text}\n`);
let last = performance.now();
const { plays, untold, findings } = await runMatrix({
  seed: String(seed),
  ...(share !== undefined && { share }),
  ...(reader !== undefined && { readers: [reader] }),
  ...(only !== undefined && { only }),
  ...(part !== undefined && { part }),
  onPlay: (name, play, finding, wasTold) => {
    const ms = performance.now() - last;
    last = performance.now();
    if (finding !== null) say(`FOUND ${name}, ${play.route}, ${play.name}: ${finding.what}`);
    else if (process.env.CLOISON_LIES_TRACE !== undefined)
      say(`${Math.round(ms)} ms ${name}, ${play.route}, ${play.name}${wasTold ? '' : ' (untold)'}`);
  },
});
say(`${plays} plays, ${untold} of them untold, ${findings.length} findings`);
if (json === true) process.stdout.write(`${JSON.stringify({ plays, untold, findings })}\n`);
process.exit(findings.length === 0 ? 0 : 1);
