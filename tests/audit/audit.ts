/**
 * `npm run audit`: demonstrates on this machine, on a fresh clone, each promise of the ministry's answer to parliament, by breaking what
 * would have to break if it were false. Everybody is invented; nothing leaves this machine; nothing is left but the report.
 */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { runBroken } from './broken/run-broken.ts';
import type { Variant } from './broken/variant.ts';
import { VARIANTS } from './broken/variants.ts';
import { PROMISES } from './promises.ts';
import { auditReport, partsNotTried, writeReportPage } from './report.ts';
import { LINES, type LineResult, runAudit } from './run-audit.ts';

interface Options {
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly out: string;
  readonly page: boolean;
  readonly list?: boolean;
  readonly break?: Variant;
  readonly broken?: boolean;
}

const lineNames = (text: string, before: readonly string[] = []) => {
  for (const id of text.split(','))
    if (!LINES.some((line) => line.id === id && id !== '') && !Object.hasOwn(PROMISES, id))
      throw new InvalidArgumentError(`“${id}” is neither a line nor a promise (see --list)`);
  return [...before, ...text.split(',')];
};
const variantNamed = (text: string) => {
  const found = VARIANTS.find(({ name }) => name === text);
  if (found === undefined)
    throw new InvalidArgumentError(`no broken variant is called “${text}” (see --list)`);
  return found;
};

const options = new Command('npm run audit --')
  .description(
    'Demonstrates each promise of the ministry’s answer to parliament, in its order, by attacks on a campaign of this machine.\n' +
      'Démontre chaque promesse de la réponse du ministère, dans son ordre, en attaquant une campagne sur cette machine.',
  )
  .option('--only <lines>', 'these lines or promises alone, separated by commas', lineNames)
  .option('--out <file>', 'where the report goes', 'audit-report.html')
  .option('--no-page', 'write no report')
  .option('--json', 'end with one JSON line on standard output; words go to standard error')
  .option('--list', 'list promises, lines and broken variants')
  .option('--break <variant>', 'take one guard away, and see the line that it holds turn red', variantNamed)
  .option('--broken', 'all of these, one after the other (ten minutes to half an hour)')
  .addHelpText(
    'after',
    `
Exit code: 0 every promise held (with --broken: every variant was found), 1 not, 2 wrong options.

Examples:
  npm run audit
  npm run audit -- --only memory,traffic
  npm run audit -- --only anonymous --json
  npm run audit -- --break older-document
  npm run audit -- --broken
`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<Options>();

const say = (words: string) => (options.json === true ? process.stderr : process.stdout).write(`${words}\n`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

if (options.list === true) list();
else if (options.break !== undefined) await tryVariants([options.break]);
else if (options.broken === true) await tryVariants(VARIANTS);
else await audit();

function list(): void {
  for (const [id, { quote }] of Object.entries(PROMISES)) {
    say(`\n${id}  ${quote}`);
    for (const line of LINES.filter(({ promise }) => promise === id)) {
      const variants = VARIANTS.filter((variant) => variant.line === line.id).map(({ name }) => name);
      say(`  ${line.id.padEnd(16)} ${line.title.fr} / ${line.title.en}  (--break ${variants.join(', ')})`);
    }
  }
}

async function audit(): Promise<void> {
  const wanted = options.only ?? [];
  const lines = LINES.filter(
    ({ id, promise }) => wanted.length === 0 || wanted.includes(id) || wanted.includes(promise),
  );
  say('Une campagne d’essai se joue sur cette machine … / A trial campaign is played on this machine …');
  const startedMs = performance.now();
  let promise = '';
  const show = ({ line, held, ms, figures, findings, found, notTried }: LineResult) => {
    if (line.promise !== promise) say(`\n${PROMISES[line.promise].quote}`);
    promise = line.promise;
    const seconds = `${(ms / 1000).toFixed(1)} s`;
    say(
      `  ${held ? '✓' : '✗'} ${line.id.padEnd(16)} ${line.title.fr} / ${line.title.en}  (${figures.attempts ?? 0}, ${seconds})`,
    );
    for (const { fr } of notTried) say(`      — ${fr}`);
    for (const finding of findings) say(`      ✗ ${finding}`);
    if (found > findings.length) say(`      … ${found - findings.length}`);
  };
  const results = await runAudit(lines, show, stop.signal);
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const report = auditReport(results, { at: new Date(), seconds });
  const page = options.page ? resolve(options.out) : null;
  if (page !== null) writeReportPage(page, report);
  const broken = results.filter(({ held }) => !held).length;
  const lignes = (count: number) => `${count} ${count < 2 ? 'ligne' : 'lignes'}`;
  const tried = results.length === 1 ? '1 line' : `${results.length} lines`;
  say(
    broken === 0
      ? `\n${lignes(results.length)} ${results.length < 2 ? 'tenue' : 'tenues'} / ${tried} held, ${seconds} s.`
      : `\n${lignes(broken)} NON ${broken < 2 ? 'TENUE' : 'TENUES'} sur ${results.length} / ${broken} of ${tried} BROKEN.`,
  );
  const missing = partsNotTried(report);
  if (missing !== null) say(`${missing.fr}\n${missing.en}`);
  if (page !== null) say(`Rapport / report: ${page}`);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...report, page })}\n`);
  process.exitCode = broken === 0 ? 0 : 1;
}

async function tryVariants(variants: readonly Variant[]): Promise<void> {
  const results = [];
  for (const variant of variants) {
    if (stop.signal.aborted) break;
    const result = await runBroken(variant, stop.signal);
    results.push(result);
    say(
      `${result.isRed ? '✓ rouge / red' : '✗ PAS VU / NOT SEEN'}  ${variant.line.padEnd(16)} ${variant.name}, without: ${variant.without}  (${(result.ms / 1000).toFixed(1)} s)`,
    );
    for (const finding of result.findings.slice(0, variants.length === 1 ? 20 : 2)) say(`      ${finding}`);
  }
  const missed = results.filter(({ isRed }) => !isRed);
  say(
    missed.length === 0
      ? `\n${results.length} ${results.length < 2 ? 'variante, vue / variant, seen' : 'variantes, toutes vues / variants, all seen'}.`
      : `\n${missed.length} NOT SEEN.`,
  );
  if (options.json === true) {
    const rows = results.map(({ variant, isRed, findings, ms }) => ({
      name: variant.name,
      line: variant.line,
      isRed,
      findings,
      ms,
    }));
    process.stdout.write(`${JSON.stringify({ ok: missed.length === 0, variants: rows })}\n`);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
}
