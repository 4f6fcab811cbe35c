/** Items, packages and published content, as anyone may send them; responses, as anyone may have sealed them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  buildRoutingTable,
  type Item,
  lintItem,
  ProblemList,
  planTest,
  processTest,
  QtiProblems,
  readAssessmentTest,
  readItem,
  readPackage,
  readZip,
  score,
  scoreAttempts,
  toDelivery,
  writeZip,
} from '@cloison/qti';
import {
  answerState,
  compilePattern,
  DeliveryError,
  type DeliveryItem,
  evaluateRoutingTable,
  parseDeliveryItem,
  parseInteger,
  parseNumber,
  parseSequenceContent,
} from '@cloison/qti/delivery';
import fc from 'fast-check';
import { readStyles } from '../../packages/qti/src/read/style-rules.ts';
import { parseXml } from '../../packages/qti/src/xml/xml.ts';
import { accepted, type FuzzTarget, must, sameJson, target } from './fuzz-target.ts';
import { mutatedXml } from './mutated-xml.ts';
import { hostileBytes, hostileJson, hostileText, mutatedBytes } from './mutations.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/2de');
/** One item for each thing that an item can do. */
const FIXTURES = join(import.meta.dirname, '../../packages/qti/fixtures');
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
  const fixtures = readFixtures();
  const files3 = (path: string): Uint8Array | null => fixtures.get(path) ?? null;
  const known = [
    ...xml.map((text, i) => [`items/${names[i]}`, text] as const),
    ...[...fixtures]
      .filter(([path]) => /^items2?\//.test(path))
      .map(([path, bytes]) => [path, bytes.toString('utf8')] as const),
  ];
  const items = known.flatMap(([path, text]): Item[] => {
    const item = accepted(() => readItem(text, { path, file: files3 }), isProblems);
    return item === null ? [] : [item.value];
  });
  const written = known.map(([, text]) => text);
  const deliveries = items.map(
    (item) => JSON.parse(JSON.stringify(toDelivery(item, { steps: true }))) as unknown,
  );
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
        const item = accepted(() => readItem(text, { path: 'items/a.xml', file: files3 }), isProblems)?.value;
        if (item !== undefined) checkItem(item);
      },
    }),
    target({
      name: 'QTI item whose elements and attributes are other ones',
      share: 700,
      input: mutatedXml(written),
      check: (text) => {
        const read = (source: string) =>
          accepted(() => readItem(source, { path: 'items/a.xml', file: files3 }), isProblems)?.value;
        const item = read(text);
        if (item === undefined) return;
        checkItem(item);
        const without = read(withoutKeys(text));
        if (without !== undefined)
          must(sameJson(toDelivery(without), toDelivery(item)), 'a key changes what is delivered');
      },
    }),
    target({
      name: 'QTI test whose elements and attributes are other ones',
      share: 500,
      input: mutatedXml(TESTS),
      check: (text) => {
        const list = new ProblemList('test.xml');
        const read = accepted(() => readAssessmentTest(text, list), isProblems)?.value;
        if (read === undefined || read === null || list.problems.length > 0) return;
        const plan = accepted(
          () => planTest(read, 'seed'),
          (error) => error instanceof RangeError,
        )?.value;
        if (plan !== undefined) processTest(read, plan, new Map());
      },
    }),
    target({
      name: 'style sheet of an item',
      share: 3_000,
      input: hostileText(
        [
          'p.a > b { color: red; margin: 0 1em }',
          '@media print { p { x: y } }',
          '/* a */ #i, td { border: 1px solid }',
        ],
        ['{', '}', ';', ':', '@', '/*', '*/', 'url(', '\\', 'position:fixed', ',', '"'],
      ),
      check: (text) => {
        const { rules } = readStyles(text);
        const [first] = deliveries;
        if (rules.length > 0) parseDeliveryItem({ ...(first as DeliveryItem), styles: rules });
        const said = rules.flatMap((rule) => [
          ...rule.selectors,
          ...Object.entries(rule.declarations).flat(),
        ]);
        must(!/url\(|[@\\{;]/i.test(said.join(' ')), 'a style that leads out');
        const properties = rules.flatMap((rule) => Object.keys(rule.declarations));
        must(
          !properties.some((name) => /position|index|content|transform|inset/.test(name)),
          'a style that lays over',
        );
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
      share: 2_000,
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
        const standard = score(item, given, { validity: 'specification' });
        const attempts = scoreAttempts(item, [given, given]);
        for (const result of [scored, standard, attempts])
          if (result.kind === 'scored') must(Number.isFinite(result.score), 'a score that is no number');
        if (scored.kind === 'scored') must(sameJson(scored, standard), 'what is valid is scored in two ways');
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

function readFixtures(): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(FIXTURES, { withFileTypes: true, recursive: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(FIXTURES, path), readFileSync(path)] as const;
      }),
  );
}

/** An item that was read is delivered, checked and scored without a fault. */
function checkItem(item: Item): void {
  for (const steps of [false, true]) {
    const delivery = toDelivery(item, { steps });
    must(
      sameJson(parseDeliveryItem(JSON.stringify(delivery)), delivery),
      'what is delivered is not accepted',
    );
  }
  lintItem(item);
  const responses = Object.fromEntries(
    item.responses.map(({ id, correct }) => [id, correct?.members.map(String)]),
  );
  for (const given of [{}, responses]) score(item, given, { validity: 'specification' });
}

/** The same item without what says what is right. */
function withoutKeys(text: string): string {
  const gone = 'correct-response|mapping|area-mapping|response-processing|modal-feedback';
  const old = 'correctResponse|mapping|areaMapping|responseProcessing|modalFeedback';
  return text.replace(new RegExp(`<(qti-(?:${gone})|${old})\\b(?:[^>]*/>|[^>]*>[\\s\\S]*?</\\1>)`, 'g'), '');
}

const TEST_PARTS = [
  '<qti-item-session-control max-attempts="2"/>',
  '<qti-time-limits max-time="60"/>',
  '<qti-pre-condition><qti-gte><qti-variable identifier="A.SCORE"/><qti-base-value base-type="float">1</qti-base-value></qti-gte></qti-pre-condition>',
  '<qti-branch-rule target="EXIT_TEST"><qti-is-null><qti-variable identifier="A.SCORE"/></qti-is-null></qti-branch-rule>',
];
const TESTS = [
  `<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="T"><qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/><qti-test-part identifier="P" navigation-mode="linear" submission-mode="individual">${TEST_PARTS.join('')}<qti-assessment-section identifier="S" title="S"><qti-selection select="2" with-replacement="true"/><qti-ordering shuffle="true"/><qti-assessment-section identifier="I" title="I" visible="false" keep-together="false"><qti-assessment-item-ref identifier="A" href="a.xml" category="x" fixed="true"><qti-weight identifier="W" value="2"/></qti-assessment-item-ref></qti-assessment-section><qti-assessment-item-ref identifier="B" href="b.xml" required="true"/></qti-assessment-section></qti-test-part><qti-outcome-processing><qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables variable-identifier="SCORE" weight-identifier="W" include-category="x"/><qti-number-selected section-identifier="S"/></qti-sum></qti-set-outcome-value></qti-outcome-processing></qti-assessment-test>`,
];

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
