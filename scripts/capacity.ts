/** `npm run capacity`: what a country needs at nine in the morning, by simulation from measured costs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { readFigures, writeFigures } from './capacity/figures.ts';
import { measureFigures } from './capacity/measure.ts';
import { capacityPage } from './capacity/page.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/capacity.md');
const IMAGES = join(ROOT, 'docs/images');
const [BEGIN, END] = ['<!-- capacity: begin -->', '<!-- capacity: end -->'];

const program = new Command('npm run capacity --')
  .description('What a country needs at nine in the morning: a queueing simulation from measured costs.')
  .option('--measure', 'measure the costs here first (some minutes; wants a quiet machine)')
  .option('--write', 'put tables and pictures into docs/capacity.md')
  .option('--json', 'end with the costs and the tables as one JSON line')
  .addHelpText('after', '\nExamples:\n  npm run capacity\n  npm run capacity -- --measure --write\n')
  .parse();
const options = program.opts<{ measure?: boolean; write?: boolean; json?: boolean }>();
const say = (text: string) => process.stderr.write(`${text}\n`);

if (options.measure === true) writeFigures(await measureFigures(say));
const figures = readFigures();
const { text, pictures } = capacityPage(figures, say);
if (options.write === true) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) program.error(`${PAGE} has lost its marks ${BEGIN} and ${END}`);
  writeFileSync(PAGE, `${page.slice(0, before + BEGIN.length)}\n\n${text}\n\n${page.slice(after)}`);
  mkdirSync(IMAGES, { recursive: true });
  for (const [name, svg] of pictures) writeFileSync(join(IMAGES, name), svg);
  say(`written: docs/capacity.md and ${pictures.size} pictures`);
} else process.stdout.write(`${text}\n`);
if (options.json === true) process.stdout.write(`${JSON.stringify({ figures, text })}\n`);
