/**
 * Measures keying: a person who types a class's booklets in Chromium, 25 pupils × 100 items, with the keys that the grid
 * offers. Prints keys a cell, and from a key's event to the frame in which its cell is drawn. Run by hand:
 * `node tests/school/keying.ts`. What is keyed is read back from the platform, so that a lost key fails the run.
 */
import type { SequenceContent } from '@cloison/qti/delivery';
import type { Page } from 'playwright-core';
import { byName } from '../../apps/school/src/desk/pupil-identity.ts';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { choiceItem, numberItem } from './fixture-content.ts';
import { School } from './harness.ts';
import { currentCellOf, openEntry, settled, signIn } from './steps.ts';

const PUPILS = 25;
const SEED = 20_261_129;
/** Shares in a plausible class: right answers; booklets left before the end of an exercise. */
const RIGHT = 0.75;
const LEFT_EARLY = 0.08;

interface Booklet {
  readonly name: string;
  readonly content: SequenceContent;
  /** Right answer of each item: a letter, or a number. */
  readonly keys: ReadonlyMap<string, string>;
  readonly numbers: ReadonlySet<string>;
  /** Digits after which a number is complete by itself. */
  readonly digits: number;
}

/** From a key's event to its handler, to the next frame, and to the end of that frame's drawing. */
interface KeyTime {
  readonly handledMs: number;
  readonly frameMs: number;
  readonly drawnMs: number;
}

/** Numerical Recipes' linear congruential generator: a run can be played again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function booklet(
  name: string,
  choices: number,
  numbers: number,
  perExercise: number,
  digits: number,
): Booklet {
  const draw = random(SEED);
  const keys = new Map<string, string>();
  const numberIds = new Set<string>();
  const items = Array.from({ length: choices + numbers }, (_, i) => {
    const id = `i${i + 1}`;
    if (i < choices) {
      keys.set(id, 'ABCD'[Math.floor(draw() * 4)]!);
      return choiceItem(id, `Item ${i + 1}`, ['A', 'B', 'C', 'D']);
    }
    numberIds.add(id);
    // Half of the numbers of a CP booklet have one digit.
    keys.set(id, String(Math.floor(draw() < 0.5 ? 1 + draw() * 9 : 10 + draw() * 60)));
    return numberItem(id, `Item ${i + 1}`, { maxLength: digits, integer: true });
  });
  const exercises = Array.from({ length: Math.ceil(items.length / perExercise) }, (_, e) => ({
    id: `e${e + 1}`,
    title: { fr: `Exercice ${e + 1}`, en: `Exercise ${e + 1}` },
    page: null,
    items: items.slice(e * perExercise, (e + 1) * perExercise).map(({ id }) => id),
  }));
  return { name, content: { v: 1, id: 'francais-cp', items, exercises }, keys, numbers: numberIds, digits };
}

type Answer = string | 'noAnswer' | 'absent';

/** What the pupils of a class wrote: one is absent, some leave before the end of an exercise. */
function answersOf({ content, keys, numbers }: Booklet): Answer[][] {
  const draw = random(SEED + 1);
  return Array.from({ length: PUPILS }, (_, p) =>
    content.exercises!.flatMap(({ items }) => {
      const end = draw() < LEFT_EARLY ? Math.floor(draw() * items.length) : items.length;
      return items.map((id, i): Answer => {
        if (p === 7) return 'absent';
        if (i >= end) return 'noAnswer';
        if (draw() < RIGHT) return keys.get(id)!;
        return numbers.has(id) ? String(1 + Math.floor(draw() * 70)) : 'ABCD'[Math.floor(draw() * 4)]!;
      });
    }),
  );
}

class Typist {
  keys = 0;
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }
  async press(key: string, physical = 1): Promise<void> {
    this.keys += physical;
    await this.#page.keyboard.press(key);
  }
  async answer(answer: Answer, completeAfter: number | null): Promise<void> {
    if (answer === 'noAnswer') return this.press('-');
    for (const symbol of answer) await this.press(symbol.toLowerCase());
    if (completeAfter !== null && answer.length < completeAfter) await this.press('Enter');
  }
}

/** Letters along the rows; numbers down the columns, where pupils who are right make runs. */
async function keyExercise(
  typist: Typist,
  page: Page,
  booklet: Booklet,
  answers: Answer[][],
  first: number,
  ids: readonly string[],
) {
  const digits = booklet.numbers.has(ids[0]!) ? booklet.digits : null;
  const down = digits !== null;
  await page
    .getByText(down ? 'aller en bas' : 'aller à droite')
    .first()
    .dispatchEvent('click');
  await page.getByRole('gridcell').first().click();
  const [lanes, length] = down ? [ids.length, PUPILS] : [PUPILS, ids.length];
  const at = (lane: number, i: number): Answer =>
    down ? answers[i]![first + lane]! : answers[lane]![first + i]!;
  for (let lane = 0; lane < lanes; lane++) {
    const line = Array.from({ length }, (_, i) => at(lane, i)).filter((answer) => answer !== 'absent');
    if (!down && first === 0 && line.length === 0) {
      await typist.press('Shift+X', 2);
      continue;
    }
    for (let i = 0; i < line.length; i++) {
      const rest = line.slice(i);
      if (!down && rest.length > 1 && rest.every((answer) => answer === 'noAnswer')) {
        await typist.press('+');
        break;
      }
      if (i > 0 && rest.length > 2 && rest.every((answer) => answer === line[i - 1])) {
        await typist.press('Shift+ ', 2);
        break;
      }
      if (i > 0 && line[i] === line[i - 1]) await typist.press(' ');
      else await typist.answer(line[i]!, digits);
    }
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function measure(booklet: Booklet): Promise<void> {
  const school = await School.start({ pupils: PUPILS, french: booklet.content });
  try {
    const cp = school.classes[0]!;
    const { page, close } = await openBrowser();
    await page.addInitScript(() => {
      const times: KeyTime[] = [];
      (globalThis as unknown as { keyTimes: KeyTime[] }).keyTimes = times;
      addEventListener(
        'keydown',
        (event) => {
          const handledMs = performance.now() - event.timeStamp;
          requestAnimationFrame(() => {
            const frameMs = performance.now() - event.timeStamp;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () =>
              times.push({ handledMs, frameMs, drawnMs: performance.now() - event.timeStamp });
            port2.postMessage(null);
          });
        },
        true,
      );
    });
    await signIn(page, school.address, await school.addStaff('teacher', [cp]));
    await openEntry(page);
    await currentCellOf(page).waitFor();
    const answers = answersOf(booklet);
    const typist = new Typist(page);
    const started = performance.now();
    let first = 0;
    for (const [e, { items }] of booklet.content.exercises!.entries()) {
      if (e > 0) await typist.press('Enter');
      await keyExercise(typist, page, booklet, answers, first, items);
      first += items.length;
    }
    const typedMs = performance.now() - started;
    await settled(page);
    const times = await page.evaluate(() => (globalThis as unknown as { keyTimes: KeyTime[] }).keyTimes);
    await close();
    const order = cp.roster.pupils.filter(({ left }) => !left).toSorted(byName);
    let wrong = 0;
    for (const [p, { orderNumber }] of order.entries()) {
      const body = await school.entryOf(cp, 'francais-cp', orderNumber);
      for (const [i, { id }] of booklet.content.items.entries()) {
        const content = body === null ? null : contentOf(body, id);
        const held =
          content?.kind === 'value'
            ? booklet.numbers.has(id)
              ? content.value
              : 'ABCD'[Number(String(content.value).replace('choix', '')) - 1]
            : content?.kind;
        if (held !== answers[p]![i]) wrong += 1;
      }
    }
    const cells = PUPILS * booklet.content.items.length;
    const ms = (of: keyof KeyTime, share: number) =>
      percentile(
        times.map((time) => time[of]),
        share,
      ).toFixed(0);
    const split = (share: number) =>
      `${ms('drawnMs', share)} ms (handler begins after ${ms('handledMs', share)}, frame after ${ms('frameMs', share)})`;
    console.log(
      `${booklet.name}: ${(typist.keys / cells).toFixed(2)} keys a cell (${typist.keys} for ${cells}); ` +
        `key to cell p50 ${split(0.5)}, p99 ${split(0.99)}, worst ${ms('drawnMs', 1)} ms; ` +
        `${(typedMs / typist.keys).toFixed(1)} ms between keys; cells that differ from the booklets: ${wrong}`,
    );
    if (wrong > 0) process.exitCode = 1;
  } finally {
    await school.close();
  }
}

try {
  await measure(booklet('letters, 2,500 cells on one page', 101, 0, 100, 0));
  await measure(booklet('French and mathematics, exercises of 10', 60, 40, 10, 2));
  await measure(booklet('the same, length of numbers not stated', 60, 40, 10, 8));
} finally {
  await closeBrowsers();
}
