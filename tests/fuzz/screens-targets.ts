/** What browsers read: files that a teacher picks, cells pasted from a spreadsheet, answers of a platform that lies. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformApi, RefusedError, UnreachableError } from '@cloison/client';
import { readRescueFile, rescueFileText } from '@cloison/client/browser';
import { ProtocolError, toBase64Url } from '@cloison/protocol/public';
import { readItem, toDelivery } from '@cloison/qti';
import fc from 'fast-check';
import { readCell, readTable, tableText } from '../../apps/school/src/entry/spreadsheet.ts';
import { frenchDigits } from '../../apps/school/src/entry/typed-answer.ts';
import { exercisesOf } from '../../apps/school/src/entry-records/entry-columns.ts';
import { acceptedLater, type FuzzTarget, must, target } from './fuzz-target.ts';
import { hostileBytes, hostileText } from './mutations.ts';

const ITEMS = ['ma-nombres-1', 'ma-nombres-2', 'ma-fonctions-1', 'ma-geometrie-1', 'ma-litteral-1'];

export async function screensTargets(): Promise<readonly FuzzTarget[]> {
  const folder = join(import.meta.dirname, '../../examples/2de/maths/items');
  const items = ITEMS.map((name) =>
    toDelivery(readItem(readFileSync(join(folder, `${name}.xml`)), { path: `items/${name}.xml` })),
  );
  const title = { fr: 'a', en: 'b' };
  const columns = exercisesOf({ v: 1, id: 'maths', title, items } as never).flatMap(
    (exercise) => exercise.columns,
  );
  const rescue = rescueFileText('2026-6e', [new Uint8Array(30).fill(1), new Uint8Array(2)]);
  const access = new Uint8Array(32);
  const answers = [
    '{"code":"conflict","version":3,"hash":"AAAA"}',
    '{"code":"window-closed","opens":"2026-09-10T08:00:00.000Z","closes":"x"}',
    '{"results":[{"code":"ok"}]}',
    '{"code":"busy"}',
    '<html>',
  ];
  const isKnown = (error: unknown) =>
    error instanceof RefusedError || error instanceof UnreachableError || error instanceof ProtocolError;

  return [
    target({
      name: 'rescue file',
      share: 20_000,
      input: hostileText(
        [rescue, '{"v":1,"campaign":"2026-6e","envelopes":[]}'],
        ['"', '[', ']', 'null', '{'],
      ),
      check: (text) => {
        const read = readRescueFile(text, '2026-6e');
        if (read.kind !== 'envelopes') return;
        const again = readRescueFile(rescueFileText('2026-6e', read.envelopes), '2026-6e');
        must(
          again.kind === 'envelopes' &&
            new Set(read.envelopes.map(toBase64Url)).size === again.envelopes.length,
          'does not come back',
        );
      },
    }),
    target({
      name: 'cells pasted from a spreadsheet',
      share: 5_000,
      input: hostileText(
        ['A\tB\tabs\n1\t2\t-\n', '12,5\t*\tC D', 'vrai\tfaux'],
        ['\t', '\n', 'abs', '-', '*', '0', 'A,B'],
      ),
      check: (text) => {
        const rows = readTable(text);
        for (const cell of rows.flat().slice(0, 20)) {
          for (const column of columns) readCell(column, cell);
          frenchDigits(cell);
        }
        const plain = rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]/g, ' ').trim()));
        if (plain.length > 0)
          must(
            JSON.stringify(readTable(`${tableText(plain)}\n`)) === JSON.stringify(plain),
            'does not come back',
          );
      },
    }),
    target({
      name: 'answers to a browser',
      share: 1_500,
      input: fc.tuple(
        fc.constantFrom(200, 202, 204, 304, 401, 403, 404, 409, 413, 500, 502, 503, 507),
        hostileBytes(
          answers.map((text) => Buffer.from(text)),
          120,
        ),
        fc.oneof(
          fc.constantFrom('', '1', '-5', '1e9', 'Wed, 21 Oct 2026 07:28:00 GMT'),
          fc.string({ unit: 'binary-ascii' }).map((text) => text.replace(/[^ -~]/g, '')),
        ),
      ),
      check: async ([status, bytes, retryAfter]) => {
        const body = [204, 304].includes(status) ? null : bytes;
        const answer = async () => new Response(body, { status, headers: { 'retry-after': retryAfter } });
        const api = platformApi({ origin: 'http://x', campaign: '2026-6e', fetch: answer as typeof fetch });
        for (const call of [
          () => api.putRecord(access, 'francais', bytes),
          () => api.record(access, 'francais'),
          () => api.me(access),
          () => api.card(),
          () => api.document(access, 'ticket', null),
          () => api.rescue(access, [bytes]),
        ]) {
          await acceptedLater<unknown>(call, isKnown);
        }
      },
    }),
  ];
}
