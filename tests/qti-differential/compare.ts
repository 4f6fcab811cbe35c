/**
 * Scores every item of a folder with `@cloison/qti` and with an independent engine, and says where they differ:
 * `node tests/qti-differential/compare.ts ITEMS qti-sdk FOLDER` or `… ITEMS jqtiplus CLASS_PATH` (README.md says what these
 * are).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Item, QtiProblems, readItem, score, scoreAttempts } from '@cloison/qti';
import { candidatesOf, correctResponseOf } from '../../packages/qti/src/score/candidates.ts';
import { asQti2, asQti21 } from './as-qti2.ts';

type Responses = Readonly<Record<string, string | readonly string[]>>;
interface Case {
  readonly file: string;
  readonly item: Item;
  readonly responses: Responses;
  readonly ours: Readonly<Record<string, unknown>>;
}

/** Responses of an item that are compared: none, the right ones, and this many at random. */
const AT_RANDOM = 12;

interface Engine {
  readonly command: readonly string[];
  /** One line of its standard input. */
  readonly line: (file: string, responses: Responses) => string;
  /** The newest QTI that it knows. */
  readonly version: '2p1' | '2p2';
}

const engines: Readonly<Record<string, (where: string) => Engine>> = {
  'qti-sdk': (folder) => ({
    command: ['php', join(import.meta.dirname, 'score-with-qti-sdk.php'), resolve(folder)],
    line: (file, responses) => JSON.stringify({ file, responses }),
    version: '2p2',
  }),
  jqtiplus: (classPath) => ({
    command: ['java', '-cp', classPath, join(import.meta.dirname, 'ScoreWithJqtiPlus.java')],
    line: (file, responses) => {
      const fields = Object.entries(responses).map(
        ([id, given]) => `${encodeURIComponent(id)}=${[given].flat().map(encodeURIComponent).join(',')}`,
      );
      return [encodeURIComponent(file), ...fields].join('\t');
    },
    version: '2p1',
  }),
};

const [items = '', name = '', where = ''] = process.argv.slice(2);
const engine = engines[name]?.(where);
if (engine === undefined || where === '') {
  process.stderr.write('usage: node tests/qti-differential/compare.ts ITEMS qti-sdk|jqtiplus WHERE\n');
  process.exit(2);
}
const itemsFolder = resolve(items);

const counts = { files: 0, refused: 0, chance: 0, notScored: 0 };
const cases: Case[] = [];
for (const entry of readdirSync(itemsFolder, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile() || !/\.xml$/i.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const text = readFileSync(file, 'utf8');
  if (!/<(?:assessmentItem|qti-assessment-item)[\s>]/.test(text)) continue;
  counts.files += 1;
  const item = read(text, relative(itemsFolder, file));
  if (item === null) counts.refused += 1;
  else if (item.processing === null) counts.notScored += 1;
  // Two engines draw different numbers.
  else if (/<(?:qti-)?(?:random|template-?[pP]rocessing)/.test(text)) counts.chance += 1;
  else cases.push(...casesOf(file, item));
}

// The other engine reads QTI 2 alone.
const renamed = mkdtempSync(join(tmpdir(), 'cloison-qti-differential-'));
const oldFiles = new Map<string, string>();
for (const { file } of cases) {
  if (oldFiles.has(file)) continue;
  const text = readFileSync(file, 'utf8');
  const ofTwo = text.includes('<qti-assessment-item') ? asQti2(text) : text;
  const known = engine.version === '2p2' ? ofTwo : asQti21(ofTwo);
  const old = known === text ? file : join(renamed, `${oldFiles.size}.xml`);
  if (old !== file) writeFileSync(old, known);
  oldFiles.set(file, old);
}
const input = cases.map(({ file, responses }) => engine.line(oldFiles.get(file) ?? '', responses)).join('\n');
const [program = '', ...rest] = engine.command;
const ran = spawnSync(program, rest, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
rmSync(renamed, { recursive: true });
if (ran.status !== 0) throw new Error(ran.stderr || String(ran.error));
const answers = ran.stdout
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { outcomes?: Record<string, unknown>; error?: string });

const errors = new Map<string, number>();
const differences: string[] = [];
let same = 0;
for (const [i, { file, responses, ours }] of cases.entries()) {
  const theirs = answers[i]?.outcomes;
  if (theirs === undefined) {
    const error = (answers[i]?.error ?? 'no answer').slice(0, 100);
    errors.set(error, (errors.get(error) ?? 0) + 1);
    continue;
  }
  const names = Object.keys(theirs).filter((id) => !isSame(ours[id], theirs[id]));
  if (names.length === 0) same += 1;
  else {
    const said = names.map((id) => `${id} ${JSON.stringify(ours[id])} / ${JSON.stringify(theirs[id])}`);
    differences.push(`${relative(itemsFolder, file)} ${JSON.stringify(responses)}: ${said.join(', ')}`);
  }
}
for (const line of differences) process.stdout.write(`${line}\n`);
for (const [error, count] of errors)
  process.stdout.write(`not scored by the other engine (${count}): ${error}\n`);
process.stdout.write(
  `${JSON.stringify({ ...counts, responses: cases.length, same, different: differences.length })}\n`,
);

function read(text: string, path: string): Item | null {
  try {
    const file = (name: string) => {
      const found = join(itemsFolder, name);
      return existsSync(found) ? readFileSync(found) : null;
    };
    return readItem(text, { path, file, purpose: 'score' });
  } catch (error) {
    if (error instanceof QtiProblems) return null;
    throw error;
  }
}

/** Always the same ones. */
function casesOf(file: string, item: Item): Case[] {
  const candidates = candidatesOf(item).map(({ responseId, values }) => {
    const declaration = item.responses.find(({ id }) => id === responseId);
    // An engine is not told of a button that was not pressed.
    if (declaration?.baseType === 'boolean') return { responseId, values: [null, 'true'], correct: null };
    const isNumber = declaration?.baseType === 'integer' || declaration?.baseType === 'float';
    // What is no number is NULL here; the other engine is only given numbers.
    const typed = values.filter(
      (value) => value === null || !isNumber || /^-?[0-9]+(\.[0-9]+)?$/.test(String(value)),
    );
    return {
      responseId,
      values: typed,
      correct: declaration === undefined ? null : correctResponseOf(declaration),
    };
  });
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const sets = [
    () => null,
    ...Array.from(
      { length: AT_RANDOM },
      () =>
        ({ values }: (typeof candidates)[number]) =>
          values[next(values.length)] ?? null,
    ),
    ({ correct }: (typeof candidates)[number]) => correct,
  ].map((choose) =>
    Object.fromEntries(
      candidates.flatMap((one) => {
        const value = choose(one);
        return value === null ? [] : [[one.responseId, value]];
      }),
    ),
  );
  const distinct = new Map(sets.map((responses) => [JSON.stringify(responses), responses]));
  return [...distinct.values()].flatMap((responses) => {
    const scored = item.adaptive
      ? scoreAttempts(item, [responses], { validity: 'specification' })
      : score(item, responses, { validity: 'specification' });
    return scored.kind === 'scored' ? [{ file, item, responses, ours: scored.outcomes }] : [];
  });
}

function isSame(ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'number') return Math.abs(ours - Number(theirs)) < 1e-9 && theirs !== null;
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const sorted = (list: readonly unknown[]) => JSON.stringify(list.map(String).toSorted());
    return sorted(ours) === sorted(theirs);
  }
  if (isRecord(ours) && isRecord(theirs))
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].every((id) =>
      isSame(ours[id], theirs[id]),
    );
  return (ours ?? null) === (theirs ?? null) || (ours === null && theirs === '');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
