/** What passes between rooms: envelopes, codes, tokens, names, messages, statements. */

import { randomBytes } from 'node:crypto';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { open, openHolder, parseCode, seal } from '@cloison/protocol';
import {
  bearer,
  concat,
  fromBase64Url,
  fromHex,
  ProtocolError,
  parseBearer,
  parseCampaignName,
  parseEnvelopeHeader,
  parseName,
  patternOf,
  signStatement,
  toBase64Url,
  toHex,
  utf8,
  verifyStatement,
} from '@cloison/protocol/public';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { decodeBody, encodeBody, MAX_JSON_BYTES } from '../../packages/protocol/src/body.ts';
import { groupCode, mintCode, normaliseCode } from '../../packages/protocol/src/code.ts';
import * as bodies from '../../packages/protocol/src/messages/bodies.ts';
import * as documents from '../../packages/protocol/src/messages/documents.ts';
import * as manifest from '../../packages/protocol/src/messages/manifest.ts';
import * as platform from '../../packages/protocol/src/messages/platform.ts';
import { accepted, acceptedLater, type FuzzTarget, isKept, must, sameJson, target } from './fuzz-target.ts';
import { hostileBytes, hostileJson, hostileText, mutatedBytes } from './mutations.ts';
import { validFor } from './valid-messages.ts';

const isProtocolError = (error: unknown) => error instanceof ProtocolError;
const random = (length: number) => new Uint8Array(randomBytes(length));

export async function protocolTargets(): Promise<readonly FuzzTarget[]> {
  const holder = await openHolder(new Uint8Array(32).fill(3), new Uint8Array(16).fill(4));
  const sealed = await Promise.all(
    (['record', 'final', 'document'] as const).map((kind, i) =>
      seal(holder, {
        kind,
        name: ['francais', 'francais/2~3', 'report/class'][i]!,
        device: new Uint8Array(8).fill(i),
        version: i + 1,
        previous: new Uint8Array(32).fill(i),
        body: { v: 1, items: { a: { responses: { RESPONSE: 'B' }, ms: 12, visits: i } } },
        ceiling: 512 * (i + 1),
        iv: new Uint8Array(12).fill(i),
      }),
    ),
  );
  const envelopes = sealed.map(({ bytes }) => bytes);
  const known = new Set(sealed.map(({ hash }) => toHex(hash)));
  const values = [{}, { v: 1, text: 'é'.repeat(50) }, [1, [2, [3]]], 'x', null];
  const plain = values.map((value) => encodeBody(value, 512));
  const bombs = [1_000].map((length) => bodyOf(deflateSync(utf8(`"${'a'.repeat(length - 2)}"`))));
  const { privateKey, publicKey } = await newStatementKey();
  const statement = { v: 1, kind: 'purge', campaign: '2026-essai' };
  const signed = await signStatement(statement, privateKey, publicKey);
  const codes = (['pupil', 'staff'] as const).flatMap((kind) => [
    mintCode(kind, random).text,
    mintCode(kind, random).text,
  ]);

  return [
    target({
      name: 'envelope header',
      share: 40_000,
      input: hostileBytes(envelopes, 700),
      check: (bytes) => {
        const header = accepted(() => parseEnvelopeHeader(bytes), isProtocolError)?.value;
        if (header === undefined) return;
        const { name, campaignId, holderId, device, version, previous, iv, bodyOffset } = header;
        const number = new Uint8Array(4);
        new DataView(number.buffer).setUint32(0, version);
        const again = concat(
          bytes.subarray(0, 6),
          Uint8Array.of(name.length),
          utf8(name),
          campaignId,
          holderId,
          device,
          number,
          previous,
          iv,
        );
        must(
          Buffer.compare(again, bytes.subarray(0, bodyOffset)) === 0,
          'the header does not say what the bytes say',
        );
      },
    }),
    target({
      name: 'opening an envelope',
      share: 2_500,
      input: hostileBytes(envelopes, 700),
      check: async (bytes) => {
        const name = accepted(() => parseEnvelopeHeader(bytes), isProtocolError)?.value.name ?? 'francais';
        for (const kind of ['record-or-final', 'document'] as const) {
          const opened = await acceptedLater(() => open(holder, bytes, { kind, name }), isProtocolError);
          must(opened === null || known.has(toHex(opened.value.hash)), 'opened what nobody sealed');
        }
      },
    }),
    target({
      name: 'body of an envelope',
      share: 3_000,
      input: hostileBytes([...plain, bombs[0]!], 600),
      check: (bytes) => {
        const body = accepted(() => decodeBody(bytes), isProtocolError);
        if (body === null) return;
        const json = JSON.stringify(body.value);
        // The text that was accepted may be longer than the value (spaces), never longer than the limit.
        must(utf8(json).length <= 6 * MAX_JSON_BYTES, 'a value larger than its limit allows');
        const room = 512 * Math.ceil((json.length * 3 + 64) / 512);
        must(sameJson(decodeBody(encodeBody(body.value, room)), body.value), 'does not come back');
      },
    }),
    target({
      name: 'deflated bombs',
      share: 12,
      input: fc
        .tuple(
          fc.nat(8_000_000),
          fc.nat(255).filter((byte) => byte < 48 || byte > 57),
        )
        .map(([length, byte]) => {
          return bodyOf(deflateSync(new Uint8Array(length).fill(byte)));
        }),
      check: (bytes) => {
        // Nothing of it is JSON: refused before it is whole, and the memory of this process says so at the end.
        must(accepted(() => decodeBody(bytes), isProtocolError) === null, 'a bomb was taken');
      },
    }),
    target({
      name: 'access code',
      share: 30_000,
      input: fc.tuple(
        hostileText(codes, ['U', 'O', 'I', 'L', '-', '−', ' ', '0'], 30),
        fc.constantFrom('pupil' as const, 'staff' as const),
      ),
      check: ([typed, kind]) => {
        groupCode(normaliseCode(typed), kind);
        const code = accepted(() => parseCode(typed, kind), isProtocolError)?.value;
        if (code === undefined) return;
        must(parseCode(code.text, kind).symbols === code.symbols, 'what is shown is not what was read');
        must(/^[0-9A-HJKMNP-TV-Z]+$/.test(code.symbols), 'a symbol that is not in the alphabet');
      },
    }),
    target({
      name: 'bearer header',
      share: 40_000,
      input: hostileText(
        [bearer(random(32)), bearer(random(32))],
        ['Bearer ', 'bearer ', ',', ' ', 'Basic ', '='],
      ),
      check: (header) => {
        const token = accepted(() => parseBearer(header), isProtocolError)?.value;
        if (token !== undefined)
          must(token.length === 32 && bearer(token) === header, 'two headers for one token');
      },
    }),
    target({
      name: 'base64url and hexadecimal',
      share: 40_000,
      input: hostileText(
        [toBase64Url(random(40)), toHex(random(20)), toBase64Url(random(41))],
        ['=', '+', '/', '-', '_'],
      ),
      check: (text) => {
        const bytes = accepted(() => fromBase64Url(text), isProtocolError)?.value;
        if (bytes !== undefined) must(toBase64Url(bytes) === text, 'two texts for the same bytes');
        const other = accepted(() => fromHex(text), isProtocolError)?.value;
        if (other !== undefined) must(toHex(other) === text, 'two texts for the same bytes');
      },
    }),
    target({
      name: 'names of campaigns and records',
      share: 40_000,
      input: hostileText(
        ['francais', 'francais/2~3', 'report/class', '0123456789ABCDEF', '2026-6e', 'slips/12'],
        ['/', '~', '.', '..', '%'],
      ),
      check: (text) => {
        accepted(() => parseCampaignName(text), isProtocolError);
        const name = accepted(() => parseName(text), isProtocolError)?.value;
        if (name === undefined) return;
        must(name === text && name.length <= 52 && !/[^A-Za-z0-9/~-]/.test(name), 'not a plain name');
        must(!name.startsWith('/') && !name.includes('//') && !name.includes('..'), 'a path');
        must(name.startsWith(patternOf(name)) || patternOf(name) === 'entry', 'a pattern of another name');
      },
    }),
    target({
      name: 'signed statement',
      share: 4_000,
      input: hostileJson(fc.constant(signed)),
      check: async (value) => {
        const read = await acceptedLater(() => verifyStatement(value, publicKey), isProtocolError);
        must(read === null || sameJson(read.value, statement), 'a statement that nobody signed');
      },
    }),
    target({
      name: 'altered bytes of a sealed envelope',
      share: 8_000,
      input: mutatedBytes(envelopes),
      check: async (bytes) => {
        const header = accepted(() => parseEnvelopeHeader(bytes), isProtocolError)?.value;
        if (header === undefined) return;
        const kind = header.kind === 'document' ? 'document' : 'record-or-final';
        const opened = await acceptedLater(
          () => open(holder, bytes, { kind, name: header.name }),
          isProtocolError,
        );
        must(opened === null || known.has(toHex(opened.value.hash)), 'opened what nobody sealed');
      },
    }),
    ...messageTargets(),
  ];
}

function bodyOf(deflated: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(512 * Math.ceil((4 + deflated.length) / 512));
  new DataView(body.buffer).setUint32(0, deflated.length);
  body.set(deflated, 4);
  return body;
}

/** Each message by its own schema: what is accepted is what was sent, whatever it was. */
function messageTargets(): readonly FuzzTarget[] {
  const rooms: Readonly<Record<string, unknown>> = { ...bodies, ...documents, ...manifest, ...platform };
  const exported = Object.entries(rooms).sort(([a], [b]) => (a < b ? -1 : 1));
  return exported.flatMap(([name, parse]) => {
    if (!name.startsWith('parse') || typeof parse !== 'function') return [];
    const message = name.slice('parse'.length);
    const schema = rooms[`${message[0]!.toLowerCase()}${message.slice(1)}Schema`];
    if (schema === undefined) throw new Error(`${name} has no schema beside it`);
    return [
      target({
        name: `message ${message}`,
        share: 1_500,
        input: hostileJson(validFor(schema)),
        check: (value) => {
          const reader = parse as (json: unknown) => unknown;
          const read = accepted(() => reader(value), isProtocolError);
          if (read !== null) {
            must(isKept(value, read.value), 'accepted is not what was sent');
            must(sameJson(reader(read.value), read.value), 'does not come back');
          }
          must(({} as Record<string, unknown>).polluted === undefined, 'a prototype was changed');
        },
      }),
    ];
  });
}
