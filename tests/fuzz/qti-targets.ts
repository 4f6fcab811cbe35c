/** Items, packages and published content, as anyone may send them; responses, as anyone may have sealed them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildRoutingTable,
  type Item,
  lintItem,
  QtiProblems,
  readItem,
  readPackage,
  readZip,
  score,
  toDelivery,
  writeZip,
} from '@cloison/qti';
import {
  answerState,
  compilePattern,
  DeliveryError,
  evaluateRoutingTable,
  parseDeliveryItem,
  parseInteger,
  parseNumber,
  parseSequenceContent,
} from '@cloison/qti/delivery';
import fc from 'fast-check';
import { parseXml } from '../../packages/qti/src/xml/xml.ts';
import { accepted, type FuzzTarget, must, sameJson, target } from './fuzz-target.ts';
import { hostileBytes, hostileJson, hostileText, mutatedBytes } from './mutations.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/2de');
const isProblems = (error: unknown) => error instanceof QtiProblems;
const isDeliveryError = (error: unknown) => error instanceof DeliveryError;
const XML_WORDS = [
  '<',
  '>',
  '&amp;',
  '&#0;',
  '&#xD800;',
  '<p>',
  '</p>',
  'xmlns:a="b"',
  '<!--',
  '-->',
  'identifier="A"',
  '<script>',
  'href="http://x"',
  'src="../../x.png"',
  'data:text/html,x',
];

export async function qtiTargets(): Promise<readonly FuzzTarget[]> {
  const folder = join(EXAMPLES, 'maths/items');
  const names = readdirSync(folder).sort();
  const xml = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  const items = xml.flatMap((text, i): Item[] => {
    const item = accepted(() => readItem(text, { path: `items/${names[i]}` }), isProblems);
    return item === null ? [] : [item.value];
  });
  const deliveries = items.map((item) => JSON.parse(JSON.stringify(toDelivery(item))) as unknown);
  const sequence = { v: 1, id: 'maths', title: { fr: 'a', en: 'b' }, items: deliveries.slice(0, 3) };
  const files = new Map<string, Uint8Array>([
    ['imsmanifest.xml', readFileSync(join(EXAMPLES, 'maths/imsmanifest.xml'))],
    ...xml.slice(0, 3).map((text, i) => [`items/${names[i]}`, Buffer.from(text)] as const),
    ['images/a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')],
  ]);
  const zips = [
    writeZip(files),
    writeZip(
      new Map([
        ['a.txt', Buffer.from('a'.repeat(2000))],
        ['b/c.png', new Uint8Array(30)],
      ]),
    ),
  ];
  const built = buildRoutingTable('t', items.filter((item) => item.processing !== null).slice(0, 1), [
    { atLeast: null, module: 'a' },
    { atLeast: 1, module: 'b' },
  ]);
  const responses = hostileResponses(items);

  return [
    target({
      name: 'XML',
      share: 1_500,
      input: hostileText(xml.slice(0, 6), XML_WORDS, 80),
      check: (text) => {
        accepted(() => parseXml(text, 'a.xml'), isProblems);
        accepted(() => parseXml(Buffer.from(text, 'latin1'), 'a.xml'), isProblems);
      },
    }),
    target({
      name: 'QTI item',
      share: 1_000,
      input: hostileText(xml, XML_WORDS, 80),
      check: (text) => {
        const item = accepted(() => readItem(text, { path: 'items/a.xml' }), isProblems)?.value;
        if (item === undefined) return;
        const delivery = toDelivery(item);
        must(
          sameJson(parseDeliveryItem(JSON.stringify(delivery)), delivery),
          'what is delivered is not accepted',
        );
        lintItem(item);
        score(item, {});
      },
    }),
    target({
      name: 'zip archive',
      share: 1_500,
      input: hostileBytes(zips, 100),
      check: (bytes) => {
        const files = accepted(() => readZip(bytes), isProblems)?.value;
        for (const name of files?.keys() ?? [])
          must(!/(^|\/)\.\.?(\/|$)|^\/|\\/.test(name), 'a name that leads out');
      },
    }),
    target({
      name: 'QTI package',
      share: 600,
      input: fc.tuple(fc.constantFrom(...files.keys()), mutatedBytes([...files.values()]), fc.boolean()),
      check: ([name, bytes, missing]) => {
        const damaged = new Map(files);
        if (missing) damaged.delete(name);
        else damaged.set(name, bytes);
        const read = readPackage(damaged);
        for (const item of read.items) toDelivery(item);
      },
    }),
    target({
      name: 'delivered item',
      share: 4_000,
      input: hostileJson(fc.constantFrom(...deliveries)),
      check: (json) => {
        const item = accepted(() => parseDeliveryItem(json), isDeliveryError)?.value;
        if (item === undefined) return;
        must(sameJson(parseDeliveryItem(JSON.stringify(item)), item), 'does not come back');
        answerState(item, {});
      },
    }),
    target({
      name: 'sequence content',
      share: 1_500,
      input: hostileJson(fc.constant(sequence)),
      check: (json) => {
        const content = accepted(() => parseSequenceContent(json), isDeliveryError)?.value;
        if (content !== undefined)
          must(sameJson(parseSequenceContent(JSON.stringify(content)), content), 'does not come back');
      },
    }),
    target({
      name: 'responses of an opened body',
      share: 10_000,
      input: fc.tuple(fc.constantFrom(...items), responses),
      check: ([item, given]) => {
        const scored = score(item, given);
        if (scored.kind !== 'scored') return;
        must(scored.score === null || Number.isFinite(scored.score), 'a score that is no number');
      },
    }),
    target({
      name: 'responses in a routing table',
      share: 10_000,
      input: responses,
      check: (given) => {
        if (built.kind !== 'table') throw new Error('no table could be built');
        const route = evaluateRoutingTable(built.table, { [items[0]!.identifier]: given as never });
        must(Number.isFinite(route.points), 'points that are no number');
      },
    }),
    target({
      name: 'pattern of a text response',
      share: 6_000,
      input: fc.tuple(
        hostileText(
          ['[0-9]{1,3}(,[0-9]+)?', '(a|b)*c', '\\d+\\s?\\p{L}*'],
          ['(', ')', '*', '+', '{1,999}', '[', ']', '^', '\\', '|', '(a+)+'],
        ),
        hostileText(['aaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '12,5']),
      ),
      check: ([source, text]) => {
        const pattern = accepted(
          () => compilePattern(source),
          (error) => error instanceof RangeError,
        )?.value;
        pattern?.matches(text);
      },
    }),
    target({
      name: 'numbers as pupils type them',
      share: 30_000,
      input: hostileText(
        ['12,5', '1 000', '-3', '+4', '1/2', '1e5'],
        [',', '.', ' ', '\u00a0', '\u202f', '−', 'e', 'x'],
      ),
      check: (text) => {
        const value = parseNumber(text);
        must(value === null || Number.isFinite(value), 'no finite number');
        const whole = parseInteger(text);
        must(whole === null || Number.isSafeInteger(whole), 'no whole number');
      },
    }),
  ];
}

function hostileResponses(items: readonly Item[]): fc.Arbitrary<unknown> {
  const good = items.map((item) => Object.fromEntries(toDelivery(item).responses.map(({ id }) => [id, 'A'])));
  return hostileJson(
    fc.constantFrom(
      ...good,
      { RESPONSE: ['A', 'B'] },
      { RESPONSE: 'A B' },
      { RESPONSE: '12,5' },
      { RESPONSE: null },
    ),
  );
}
