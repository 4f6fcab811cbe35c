import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runProgram } from '@cloison/command';
import { parseDeliveryItem } from '@cloison/qti/delivery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { room } from '../rooms/qti.ts';

const xml = (body: string, head = '', processing = '') => `<qti-assessment-item
  xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i1" title="Deux dangers" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
    <qti-correct-response><qti-value>B</qti-value><qti-value>C</qti-value></qti-correct-response>
    <qti-mapping default-value="-1"><qti-map-entry map-key="B" mapped-value="1"/><qti-map-entry map-key="C" mapped-value="2"/></qti-mapping>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-outcome-declaration identifier="SECRET-SANS-FIN" cardinality="single" base-type="float"/>${head}
  <qti-item-body>${body}
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="2">
      <qti-simple-choice identifier="A">le renard</qti-simple-choice>
      <qti-simple-choice identifier="B">les voitures</qti-simple-choice>
      <qti-simple-choice identifier="C">la chimie</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing>
    <qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value>${processing}
  </qti-response-processing>
</qti-assessment-item>`;

const infinite = `<qti-set-outcome-value identifier="SECRET-SANS-FIN"><qti-base-value base-type="float">INF</qti-base-value></qti-set-outcome-value>`;

let folder: string;
let item: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qti-item-'));
  item = write('item.xml', xml('<p>Coche.</p>'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function cloison(...argv: readonly string[]) {
  const texts = { stdout: '', stderr: '' };
  const keep = (which: keyof typeof texts) =>
    new PassThrough().on('data', (part) => {
      texts[which] += part;
    });
  const streams = { stdout: keep('stdout'), stderr: keep('stderr') as unknown as NodeJS.WriteStream };
  const words = { fr: 'essai', en: 'trial' };
  const rooms = [{ name: 'qti', summary: words, load: async () => room }];
  const exit = await runProgram({ name: 'cloison', summary: words, rooms }, { argv, env: {}, streams });
  await new Promise(setImmediate);
  return { exit, out: texts.stdout, err: texts.stderr };
}

const scoreOf = (responses: unknown, ...more: readonly string[]) =>
  cloison('qti', 'score', item, write('responses.json', JSON.stringify(responses)), ...more);

describe('cloison qti', () => {
  it('asks for no vault, and so takes no option of one', async () => {
    for (const verb of ['check', 'score', 'deliver', 'pack']) {
      const { out } = await cloison('qti', verb, '--help');
      expect(out).not.toMatch(/--(?:vault|keys|passphrase-file|share|wait)\b/);
    }
    expect((await cloison('qti', 'deliver', item, '--vault', folder)).exit).toBe(2);
  });
});

describe('cloison qti score', () => {
  it('writes all outcome variables as JSON and nothing else', async () => {
    const { exit, out, err } = await scoreOf({ RESPONSE: ['B', 'C'] });
    expect([exit, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toEqual({
      outcomes: { SCORE: 3, 'SECRET-SANS-FIN': 0 },
      score: 3,
      maxScore: 3,
      unreadable: [],
    });
  });

  it('ends with one JSON line with --json', async () => {
    const { out } = await scoreOf({ RESPONSE: null }, '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, command: 'qti score', outcomes: { SCORE: -1 } });
  });

  it('writes an infinite outcome as INF, since JSON has none', async () => {
    const path = write('infinite.xml', xml('<p>Coche.</p>', '', infinite));
    const { out } = await cloison('qti', 'score', path, write('none.json', '{}'));
    expect(JSON.parse(out).outcomes).toEqual({ SCORE: -1, 'SECRET-SANS-FIN': 'INF' });
  });

  it('refuses what no player can send, and scores it as the standard does when asked', async () => {
    const given = { RESPONSE: ['A', 'B', 'C'] };
    const refused = await scoreOf(given, '--json', '--lang', 'en');
    expect(refused.exit).toBe(1);
    expect(refused.err).toContain('RESPONSE more choices or pairs than allowed [QTI_RESPONSE_TOO_MANY]');
    expect(refused.err).toContain('Responses of the item: RESPONSE.');
    expect(JSON.parse(refused.out)).toMatchObject({
      ok: false,
      code: 'responses-invalid',
      problems: [{ code: 'QTI_RESPONSE_TOO_MANY' }],
    });
    expect((await scoreOf(given)).err).toContain('RESPONSE plus de choix ou de paires');
    const scored = await scoreOf(given, '--validity', 'specification');
    expect([scored.exit, JSON.parse(scored.out).outcomes.SCORE]).toEqual([0, 2]);
  });

  it('refuses a value of the wrong cardinality in both ways', async () => {
    for (const validity of ['player', 'specification']) {
      const { exit, err } = await scoreOf({ RESPONSE: 'B' }, '--validity', validity);
      expect([exit, err.includes('QTI_RESPONSE_CARDINALITY')]).toEqual([1, true]);
    }
  });

  it.each([
    ['no JSON', '{\n  "RESPONSE": ["A" "B"]\n}', 'responses-json', 'wrong.json:2:20'],
    ['a list', '["A"]', 'responses-shape', 'not an object of responses'],
    ['nothing', 'null', 'responses-shape', 'not an object of responses'],
    ['another encoding', new Uint8Array([0x22, 0xe9, 0x22]), 'responses-encoding', 'not UTF-8'],
    ['a comma too many', '{\n  "RESPONSE": "B",\n}', 'responses-json', 'wrong.json:3:1'],
    ['a comment', '{ /* B */ "RESPONSE": "B" }', 'responses-json', 'wrong.json:1:3'],
    ['nothing in it', '', 'responses-json', 'wrong.json:1:1'],
    ['an object', '{"RESPONSE": 3,\n "R2": {}}', 'responses-value', 'wrong.json:2:8  "R2" is neither a text'],
    ['a list in a list', '{"RESPONSE": ["A", ["B"]]}', 'responses-value', '"RESPONSE" is neither a text'],
  ])('refuses a file with %s whole, and says what is expected', async (_what, content, code, said) => {
    const args = [item, write('wrong.json', content), '--lang', 'en', '--json'];
    const { exit, out, err } = await cloison('qti', 'score', ...args);
    expect(exit).toBe(1);
    expect(err).toContain(said);
    expect(err).toContain('Expected: a JSON object in UTF-8');
    expect(err).toContain('{ "RESPONSE": ["A", "B"] }');
    const json = JSON.parse(out);
    expect([json.code, json.problems[0].code]).toEqual(['responses-bad', code]);
  });

  it('takes numbers and booleans of JSON as the texts that a record has', async () => {
    const { exit, err } = await cloison('qti', 'score', item, write('typed.json', '{"RESPONSE": [1, true]}'));
    // Read: that there is no such choice is the item's to say.
    expect([exit, err.includes('QTI_RESPONSE_CHOICE')]).toEqual([1, true]);
  });

  it('takes a file that begins with a byte order mark', async () => {
    const { exit } = await cloison('qti', 'score', item, write('bom.json', '\ufeff{"RESPONSE": ["B"]}'));
    expect(exit).toBe(0);
  });

  it('refuses an item that cannot be read, with all its problems', async () => {
    const sum = (inside: string) =>
      `<qti-set-outcome-value identifier="SCORE">${inside}</qti-set-outcome-value>`;
    const path = write(
      'bad.xml',
      xml(
        '<p>Coche.</p>',
        '',
        sum('<qti-variable identifier="X"/>') + sum('<qti-custom-operator class="y"/>'),
      ),
    );
    const { exit, out } = await cloison('qti', 'score', path, write('none.json', '{}'), '--json');
    const json = JSON.parse(out);
    expect([exit, json.code]).toEqual([1, 'item-refused']);
    expect(json.problems.map(({ code, line }: { code: string; line: number }) => [code, line])).toEqual([
      ['QTI_UNKNOWN_VARIABLE', 17],
      ['QTI_UNSUPPORTED_OPERATOR', 17],
    ]);
  });

  it('leaves out what no outcome depends on, names it, and scores as the standard does', async () => {
    const away = write('away.xml', xml('<p style="color: red"><img src="https://x.test/a.png" alt=""/></p>'));
    const score = await cloison('qti', 'score', away, write('three.json', '{"RESPONSE":["A","B","C"]}'));
    expect(score.exit).toBe(0);
    const result = JSON.parse(score.out);
    expect(result).toMatchObject({ score: 2, maxScore: null });
    expect(result.leftOut.map(({ code, line }: Record<string, unknown>) => [code, line])).toEqual([
      ['QTI_LINT_LEFT_OUT', 9],
      ['QTI_LINT_LEFT_OUT', 9],
    ]);
    expect(score.err).toContain('QTI_EXTERNAL_RESOURCE');
    expect((await cloison('qti', 'deliver', away)).exit).not.toBe(0);
  });
});

describe('cloison qti deliver', () => {
  it('writes the item that a browser takes and nothing else, without a key', async () => {
    const { exit, out, err } = await cloison('qti', 'deliver', item);
    expect([exit, err]).toEqual([0, '']);
    expect(parseDeliveryItem(out)).toMatchObject({ id: 'i1', title: 'Deux dangers' });
    expect(out).not.toMatch(/correct|mapp|SECRET|SCORE/i);
  });

  it('gives marks of direction by the escapes of JSON', async () => {
    const path = write('marks.xml', xml('<p>a\u200fb</p>'));
    const { out } = await cloison('qti', 'deliver', path);
    expect(out).toContain('a\\u200fb');
    expect(JSON.stringify(parseDeliveryItem(out))).toContain('a\u200fb');
  });

  it('looks for shared texts in the package around the item, and nowhere without one', async () => {
    for (const name of ['package/items', 'package/texts']) mkdirSync(join(folder, name), { recursive: true });
    const stimulus = `<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="T">
      <qti-stimulus-body><p>Il était une fois.</p></qti-stimulus-body></qti-assessment-stimulus>`;
    write('package/texts/conte.xml', stimulus);
    const ref = '<qti-assessment-stimulus-ref identifier="T" href="../texts/conte.xml" title="Le conte"/>';
    const shared = '<div class="qti-shared-stimulus" data-stimulus-idref="T"></div>';
    const path = write('package/items/item.xml', xml(shared, ref));
    const alone = await cloison('qti', 'deliver', path);
    expect([alone.exit, alone.out]).toEqual([1, '']);
    expect(alone.err).toContain('QTI_BAD_PATH');
    write('package/imsmanifest.xml', '<manifest/>');
    const { exit, out } = await cloison('qti', 'deliver', path);
    expect([exit, out.includes('Il était une fois.')]).toEqual([0, true]);
  });
});
