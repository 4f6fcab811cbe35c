/** "Accessible to their teachers and heads, and to the ministry's agents alone": every role on every endpoint and every object. */
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Terminal } from '@cloison/command';
import { newAuthority } from '@cloison/dev-env/authority/signing-authority.ts';
import { open, openSignedDocument, parseAnyKeyring, parseSlips } from '@cloison/protocol';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { AUTHORITY_ROOMS, loadRoom } from '../../../apps/authority/src/cli/load-room.ts';
import { journalLines } from '../../../apps/authority/src/journal/journal.ts';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../../apps/authority/src/platform-link/platform-client.ts';
import { sittingHistory, sittingSubject } from '../../../apps/authority/src/records/sitting-history.ts';
import { approve } from '../../../apps/authority/src/roles/approvals.ts';
import { giveRole, ROLES } from '../../../apps/authority/src/roles/roles.ts';
import { findPupils } from '../../../apps/authority/src/roster/find-pupils.ts';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { openVault } from '../../../apps/authority/src/vault/vault.ts';
import { readSecrets } from '../../../apps/platform/src/base/secrets.ts';
import { randomBytes } from '../../../scripts/demo/simulated-person.ts';
import { groupOf, personOf } from '../../authority/simulated-people.ts';
import { NAME } from '../../authority/small-campaign.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { PUPILS } from '../invented-people.ts';
import { envelopesIn, keysOf, opensWith, stealFolder } from '../theft.ts';

type HolderOf = Awaited<ReturnType<AuditWorld['holders']>>[number];
const idOf = (row: HolderRow) => toBase64Url(row.holder_id);

/** Whose envelopes this holder may open, by the roster alone: its own, and those of whom it answers for. */
function expectedReach(world: AuditWorld, all: readonly HolderOf[]): (of: HolderOf) => ReadonlySet<string> {
  const { vault } = world.small;
  const schoolOf = new Map(
    vault
      .all<{ id: number; school: number }>('SELECT id, school FROM class')
      .map((one) => [one.id, one.school]),
  );
  const classOfLevel = new Map(
    vault
      .all<{ id: number; class: number }>('SELECT id, class FROM class_level')
      .map((one) => [one.id, one.class]),
  );
  const levelOfPupil = new Map(
    vault
      .all<{ id: number; class_level: number }>('SELECT id, class_level FROM pupil')
      .map((one) => [one.id, one.class_level]),
  );
  const classOf = ({ row }: HolderOf): number | null =>
    row.class ??
    (row.class_level !== null
      ? classOfLevel.get(row.class_level)!
      : row.pupil !== null
        ? classOfLevel.get(levelOfPupil.get(row.pupil)!)!
        : null);
  const school = (one: HolderOf): number | null =>
    one.row.school ?? (classOf(one) === null ? null : schoolOf.get(classOf(one)!)!);
  const isLive = ({ row }: HolderOf) => row.state === 'assigned';
  return (of) => {
    const { kind, role } = of.row;
    const reached = all.filter((one) => {
      if (one === of) return true;
      if (!isLive(one)) return false;
      // A teacher: the classes. A school, whose papers have codes on them: its pupils, teachers, and through them its classes.
      // An inspector: the area's own documents, and nothing of its schools.
      if (role === 'inspector') return one.row.kind === 'territory' && one.row.territory === of.row.territory;
      if (role === 'teacher') return one.row.kind === 'class' && classOf(one) === of.row.class;
      if (kind === 'school' || role === 'head')
        return (
          school(one) === school(of) &&
          one.row.role !== 'head' &&
          (one.row.kind !== 'school' || role === 'head')
        );
      return false;
    });
    return new Set(reached.map(({ row }) => idOf(row)));
  };
}

/** Whose keys this holder comes to have, by reading what the platform gives and opening what it can, to the end. */
async function actualReach(
  all: readonly HolderOf[],
  of: HolderOf,
  api: ReturnType<AuditWorld['computer']>['options']['api'],
  authority: Uint8Array,
  known: Map<string, readonly string[]>,
): Promise<ReadonlySet<string>> {
  const byRoot = new Map(all.map((one) => [toBase64Url(one.root), one]));
  const byCode = new Map(all.flatMap((one) => (one.code === null ? [] : [[one.code, one] as const])));
  const reached = new Set<string>();
  const waiting = [of];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (reached.has(idOf(one.row))) continue;
    reached.add(idOf(one.row));
    const given = known.get(idOf(one.row)) ?? (await keysGiven(one, api, authority));
    known.set(idOf(one.row), given);
    for (const text of given) {
      const next = byRoot.get(text) ?? byCode.get(text);
      if (next !== undefined) waiting.push(next);
    }
  }
  return reached;
}

/** Roots and codes in what this holder is given. */
async function keysGiven(
  { holder, row }: HolderOf,
  api: ReturnType<AuditWorld['computer']>['options']['api'],
  authority: Uint8Array,
): Promise<readonly string[]> {
  if (row.state === 'revoked') return [];
  const { documents } = await api.me(holder.access);
  const given: string[] = [];
  for (const { name } of documents) {
    if (name !== 'keyring' && !name.startsWith('slips/')) continue;
    const bytes = await api.document(holder.access, name, null);
    const { body } =
      row.kind === 'staff'
        ? await open(holder, bytes!, { kind: 'document', name })
        : await openSignedDocument(holder, bytes!, name, authority);
    if (name === 'keyring') {
      const keyring = parseAnyKeyring(body);
      if (keyring.kind === 'area-keyring') {
        given.push(keyring.root);
        continue;
      }
      const { classes, schoolRoot } = keyring;
      given.push(...classes.map(({ root }) => root), ...(schoolRoot === null ? [] : [schoolRoot]));
    } else {
      const { pupils, teachers } = parseSlips(body);
      given.push(
        ...teachers.map(({ code }) => code),
        ...pupils.flatMap(({ code }) => (code === null ? [] : [code])),
      );
    }
  }
  return given;
}

const READERS: AuditLine = {
  id: 'readers',
  promise: 'entitled',
  title: { fr: 'Chaque personne sur chaque enveloppe', en: 'Every person on every envelope' },
  tried: {
    fr: 'Chaque titulaire (élève, professeur, direction, inspection, classe, école, territoire, code de réserve) lit tout ce que la plateforme lui donne, prend les clés qui s’y trouvent, et essaie tout sur toutes les enveloppes ; ce qui s’ouvre est comparé, dans les deux sens, à ce que la liste des élèves permet.',
    en: 'Every holder (pupil, teacher, head, inspector, class, school, area, reserve code) reads all that the platform gives it, takes the keys that are in it, and tries everything on all envelopes; what opens is compared, both ways, with what the roster allows.',
  },
  stage: 'running',
  async run(world, tally) {
    const all = await world.holders();
    const { api } = world.computer().options;
    const envelopes = envelopesIn(stealFolder(world, 'readers'));
    // Which holder's key opens which envelope: tried with every key, since an address is only a claim.
    const openedBy = new Map<string, Set<number>>();
    for (const { root, row } of all) {
      const { seal } = keysOf(root);
      openedBy.set(
        idOf(row),
        new Set([...envelopes.keys()].filter((i) => opensWith(seal, envelopes[i]!.bytes))),
      );
    }
    const expected = expectedReach(world, all);
    const known = new Map<string, readonly string[]>();
    const { publicKey: authority } = world.small.keys.authorityPublic();
    for (const of of all) {
      const may = expected(of);
      const reach = await actualReach(all, of, api, authority, known);
      const opens = new Set([...reach].flatMap((id) => [...openedBy.get(id)!]));
      const who = of.row.role ?? of.row.kind;
      const [mine, others] = [
        [...envelopes.keys()].filter((i) => may.has(envelopes[i]!.holder)),
        [...opens].filter((i) => !may.has(envelopes[i]!.holder)),
      ];
      tally.same(others.length, 0, `envelopes that a ${who} opens and may not`);
      // A revoked code opens what was its own; a sealed record of rubbish opens for nobody.
      const missing = mine.filter((i) => envelopes[i]!.kind === 'document' && !opens.has(i));
      tally.same(missing.length, 0, `documents that a ${who} may open and does not`);
      tally.add('opened', opens.size);
      tally.add('openings', envelopes.length);
    }
    // With keys of a second campaign on the same pupils, and with drawn ones.
    const other = await world.other();
    const rows = other.vault.all<HolderRow>(`SELECT * FROM holder WHERE state = 'assigned'`).slice(0, 12);
    const foreign = [
      ...(await Promise.all(rows.map(async (row) => (await personOf(other, row)).root))),
      randomBytes(32),
    ];
    const strangers = foreign.flatMap((root) => {
      const { seal } = keysOf(root);
      return envelopes.filter(({ bytes }) => opensWith(seal, bytes));
    }).length;
    tally.same(strangers, 0, 'envelopes that open with keys of another campaign');
    tally.add('openings', foreign.length * envelopes.length);
    tally.add('people', all.length);
    tally.add('envelopes', envelopes.length);
  },
};

/** Whom an envelope says that it belongs to. */
function headerHolder(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = 7 + bytes[6]! + 16;
  return new Uint8Array(bytes.slice(at, at + 16));
}

/** Documents by the holder that has them. */
const DOCUMENTS = {
  pupil: ['ticket'],
  staff: ['keyring'],
  class: ['roster', 'participation', 'report/class'],
  school: ['participation', 'report/school', 'slips/1'],
  area: ['participation/1'],
} as const;
const ALL_DOCUMENTS = [...new Set(Object.values(DOCUMENTS).flat())];

const ENDPOINTS: AuditLine = {
  id: 'endpoints',
  promise: 'entitled',
  title: { fr: 'Chaque rôle sur chaque adresse', en: 'Every role on every endpoint' },
  tried: {
    fr: 'Personne, un jeton inconnu, un code retiré, un élève, un professeur, une direction, une inspection, une classe, une école, un territoire, un élève d’une autre campagne, l’autorité d’une autre campagne et l’exploitant appellent chaque adresse de la plateforme et demandent chaque objet.',
    en: 'Nobody, an unknown token, a revoked code, a pupil, a teacher, a head, an inspector, a class, a school, an area, another campaign’s pupil, another campaign’s authority and the operator call every endpoint of the platform and ask for every object.',
  },
  stage: 'running',
  async run(world, tally) {
    const all = await world.holders();
    const find = (test: (row: HolderRow) => boolean) => all.find(({ row }) => test(row))!;
    const sat = world.lying.pupil(
      PUPILS.find(({ firstName }) => world.work.finished.has(firstName))!.firstName,
    );
    const other = await world.other();
    const otherPupil = await personOf(
      other,
      other.vault.get<HolderRow>(`SELECT * FROM holder WHERE kind = 'pupil' AND state = 'assigned'`)!,
    );
    const revoked = all.find(({ row }) => row.state === 'revoked') ?? null;
    const pupil = find((row) => row.pupil === sat.id && row.state === 'assigned');
    const { class: sixth } = await groupOf(world.small, '6e');
    const klass = find((row) => idOf(row) === idOf(sixth.row));
    const roles: readonly (readonly [
      string,
      Uint8Array | null,
      keyof typeof DOCUMENTS | null,
      HolderOf | null,
    ])[] = [
      ['nobody', null, null, null],
      ['an unknown token', randomBytes(32), null, null],
      ['another campaign’s pupil', otherPupil.holder.access, null, null],
      ...(revoked === null ? [] : [['a revoked code', revoked.holder.access, null, null] as const]),
      [
        'the operator, with the pepper',
        (await readSecrets(join(world.small.platformFolder, 'secrets'))).pepper,
        null,
        null,
      ],
      ['a pupil', pupil.holder.access, 'pupil', pupil],
      [
        'a teacher',
        find((row) => row.role === 'teacher').holder.access,
        'staff',
        find((row) => row.role === 'teacher'),
      ],
      [
        'a head',
        find((row) => row.role === 'head').holder.access,
        'staff',
        find((row) => row.role === 'head'),
      ],
      [
        'an inspector',
        find((row) => row.role === 'inspector').holder.access,
        'staff',
        find((row) => row.role === 'inspector'),
      ],
      ['a class', klass.holder.access, 'class', klass],
      [
        'a school',
        find((row) => row.kind === 'school').holder.access,
        'school',
        find((row) => row.kind === 'school'),
      ],
      [
        'an area',
        find((row) => row.kind === 'territory').holder.access,
        'area',
        find((row) => row.kind === 'territory'),
      ],
    ];
    const base = `${world.url}/api/1/${NAME}`;
    const stolen = envelopesIn(stealFolder(world, 'endpoints'));
    const foreign = stolen.find(
      ({ kind, holder, name }) => kind === 'record' && name === 'maths' && holder !== idOf(pupil.row),
    )!;
    for (const [who, access, kind, holder] of roles) {
      const call = async (
        method: string,
        path: string,
        body?: Uint8Array | string,
        type = 'application/octet-stream',
      ) => {
        const answer = await fetch(`${path.startsWith('/') ? world.url : `${base}/`}${path}`, {
          method,
          headers: {
            ...(access === null ? {} : { authorization: bearer(access) }),
            ...(body === undefined ? {} : { 'content-type': type }),
          },
          ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
        });
        const bytes = new Uint8Array(await answer.arrayBuffer());
        const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
        const code = isJson
          ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as { code?: string }).code
          : undefined;
        return { status: answer.status, code: code ?? String(answer.status), bytes };
      };
      const is = (what: string, actual: string, expected: string) =>
        tally.same(actual, kind === null ? 'unknown-code' : expected, `${who}: ${what}`);
      is('GET me', (await call('GET', 'me')).code, '200');
      for (const name of ALL_DOCUMENTS) {
        const isOwn = kind !== null && (DOCUMENTS[kind] as readonly string[]).includes(name);
        const { code, bytes, status } = await call('GET', `documents/${name}`);
        is(`GET documents/${name}`, code, isOwn ? '200' : 'not-found');
        if (status === 200 && holder !== null)
          tally.same(toBase64Url(headerHolder(bytes)), idOf(holder.row), `${who}: whose ${name} it is`);
      }
      const { code, bytes } = await call('GET', 'records/maths');
      is('GET records/maths', code, kind === 'pupil' ? '200' : 'not-found');
      if (code === '200' && holder !== null)
        tally.same(toBase64Url(headerHolder(bytes)), idOf(holder.row), `${who}: whose record it is`);
      is('GET records of a document’s name', (await call('GET', 'records/ticket')).code, 'not-found');
      is(
        'PUT of another’s envelope',
        (await call('PUT', 'records/maths', foreign.bytes)).code,
        'wrong-holder',
      );
      is('PUT of no envelope', (await call('PUT', 'records/maths', 'rien')).code, 'bad-envelope');
      is('GET keys/maths', (await call('GET', 'keys/maths')).code, 'not-released');
      is('GET routing/maths', (await call('GET', 'routing/maths')).code, 'not-found');
      const rescue = await call('POST', 'rescue', JSON.stringify({ envelopes: [] }), 'application/json');
      is('POST rescue', rescue.code, kind === 'pupil' ? 'not-staff' : '200');
      for (const [method, path] of AUTHORITY_CALLS)
        tally.same(
          (
            await call(
              method,
              `/authority/1/${NAME}/${path}`,
              method === 'GET' ? undefined : '{}',
              'application/json',
            )
          ).code,
          'bad-signature',
          `${who}: ${method} ${path}`,
        );
    }
    tally.add('people', roles.length);
  },
};

const AUTHORITY_CALLS = [
  ['PUT', 'campaign'],
  ['PUT', `content/${'0'.repeat(64)}`],
  ['PUT', 'holders'],
  ['PUT', 'documents'],
  ['PUT', 'routing'],
  ['PUT', 'keys'],
  ['PUT', 'revocations'],
  ['PUT', 'purge'],
  ['GET', 'feed'],
  ['POST', 'records'],
  ['GET', 'key'],
] as const;

interface SignedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** All calls of an authority, signed by it, and sent nowhere. */
async function signedCalls(
  make: (url: string) => PlatformClient | Promise<PlatformClient>,
): Promise<readonly SignedCall[]> {
  const calls: SignedCall[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    for (const name of ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])
      delete headers[name];
    calls.push({ method: request.method!, path: request.url!, headers, body: Buffer.concat(parts) });
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"bad-request"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const client = await make(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const empty = new Uint8Array(0);
    for (const call of [
      () => client.putCampaign({ v: 1, card: {}, calendars: [] } as never),
      () => client.putContent('0'.repeat(64), empty, 'text/plain'),
      () => client.putHolders({ holders: [] }),
      () => client.putDocuments({ envelopes: [] }),
      () => client.putRouting({ tables: [] } as never),
      () => client.putKeys({ keys: [] }),
      () => client.putRevocations([]),
      () => client.purge(),
      () => client.feed('', 1),
      () => client.readRecords({ records: [] }),
      () => client.readKey(),
    ])
      await call().catch(() => undefined);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return calls;
}

const SIGNED_CALLS: AuditLine = {
  id: 'signed-calls',
  promise: 'entitled',
  title: { fr: 'Se faire passer pour l’office', en: 'Passing for the office' },
  tried: {
    fr: 'Les onze appels de l’office sont signés par une autre autorité, par la clé de la plateforme elle-même, ou volés à l’office puis modifiés (corps, adresse, campagne, date, numéro) ou présentés sans signature.',
    en: 'The office’s eleven calls are signed by another authority, by the platform’s own key, or stolen from the office and altered (body, address, campaign, date, number) or presented without a signature.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small } = world;
    const send = async ({ method, path, headers, body }: SignedCall) => {
      const answer = await fetch(new URL(path, world.platform.url), {
        method,
        headers,
        ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
      });
      tally.add('requests');
      return ((await answer.json().catch(() => ({}))) as { code?: string }).code ?? String(answer.status);
    };
    const before = JSON.stringify(await stateOf(world));
    const stranger = newAuthority(NAME);
    const { statementKey } = await readSecrets(join(small.platformFolder, 'secrets'));
    let sequence = Date.now() * 1000 + 1e9;
    const operator = (url: string) =>
      createPlatformClient({
        platform: url,
        campaign: NAME,
        patienceMs: 0,
        nextSequence: () => ++sequence,
        signer: {
          keyId: toBase64Url(statementKey.publicKey),
          sign: async (bytes) =>
            new Uint8Array(
              await crypto.subtle.sign('Ed25519', statementKey.privateKey, new Uint8Array(bytes)),
            ),
        },
      });
    const other = await world.other();
    const ofOther = (url: string) =>
      connectPlatform(other.vault, other.keys, NAME, { platform: url, patienceMs: 0 });
    for (const [who, make] of [
      ['an invented authority', (url: string) => stranger.client(url)],
      ['another campaign’s authority', ofOther],
      ['the operator with the platform’s key', operator],
    ] as const) {
      const calls = await signedCalls(make);
      tally.same(calls.length, AUTHORITY_CALLS.length, `calls of ${who}`);
      for (const call of calls) {
        tally.same(await send(call), 'bad-signature', `${who}: ${call.method} ${call.path}`);
        // Under the office's name.
        const { publicKey } = await small.keys.authority();
        const input = call.headers['signature-input']!.replace(
          /keyid="[^"]*"/,
          `keyid="${toBase64Url(publicKey)}"`,
        );
        tally.same(
          await send({ ...call, headers: { ...call.headers, 'signature-input': input } }),
          'bad-signature',
          `${who} under the office’s name: ${call.method} ${call.path}`,
        );
      }
    }
    const own = await signedCalls((url) =>
      connectPlatform(small.vault, small.keys, NAME, { platform: url, patienceMs: 0 }),
    );
    for (const call of own) {
      const { signature: _signature, 'signature-input': _input, ...unsigned } = call.headers;
      const alterations: readonly (readonly [string, SignedCall, readonly string[]])[] = [
        ['without a signature', { ...call, headers: unsigned }, ['bad-signature']],
        ['for another campaign', { ...call, path: call.path.replace(NAME, 'autre-2026') }, ['bad-signature']],
        [
          'with a query',
          { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}x=1` },
          ['bad-signature'],
        ],
        [
          'with another number',
          {
            ...call,
            headers: {
              ...call.headers,
              'cloison-sequence': String(Number(call.headers['cloison-sequence']) + 1),
            },
          },
          ['bad-signature'],
        ],
        [
          'of another day',
          {
            ...call,
            headers: {
              ...call.headers,
              'signature-input': call.headers['signature-input']!.replace(
                /created=\d+/,
                'created=1700000000',
              ),
            },
          },
          ['bad-signature'],
        ],
        [
          'with another digest',
          {
            ...call,
            headers: {
              ...call.headers,
              'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:`,
            },
          },
          ['bad-signature'],
        ],
      ];
      for (const [what, altered, codes] of alterations)
        tally.holds(
          codes.includes(await send(altered)),
          `the office’s ${call.method} ${call.path} ${what} was not refused as it must be`,
        );
    }
    // The body is checked after the signature, which it then has used up.
    const records = own.find(({ path }) => path.endsWith('/records'))!;
    tally.same(
      await send({ ...records, body: Buffer.from('{"records": []}') }),
      'hash-mismatch',
      'another body under the office’s signature',
    );
    tally.same(JSON.stringify(await stateOf(world)), before, 'what the platform has after all this');
  },
};

/** Counts of what the platform has. */
async function stateOf(world: AuditWorld): Promise<readonly (readonly [string, number])[]> {
  const envelopes = envelopesIn(stealFolder(world, 'state'));
  return [...Map.groupBy(envelopes, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length] as const);
}

/** Rooms that would go on until they are stopped. */
const ENDLESS: ReadonlySet<string> = new Set(['console']);
/** For anybody, roles or not: they read no person's data, or make something that is not there yet. */
const OPEN_TO_ALL = new Set([
  'vault create',
  'vault check',
  'vault restore',
  'keys init',
  'keys show',
  'campaign validate',
  'campaign certificate',
  'qti check',
  'qti deliver',
  'qti pack',
  'qti preview',
  'qti score',
  'verify journal',
  'verify certificate',
  'verify pages',
  'verify site',
]);

const AGENTS: AuditLine = {
  id: 'agents',
  promise: 'entitled',
  title: { fr: 'Chaque agent sur chaque commande', en: 'Every agent on every command' },
  tried: {
    fr: 'Chaque commande de l’office est lancée par quelqu’un sans rôle et par chacun des quatre rôles ; ce qui détruit, et la lecture d’une passation nommée, sans l’accord d’une seconde personne ; chaque recherche d’un nom doit laisser une ligne au journal.',
    en: 'Every command of the office is run by somebody without a role and by each of the four roles; what destroys, and reading a named sitting, without a second person’s approval; each search of a name must leave a line in the journal.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small } = world;
    const copy = join(small.folder, 'roles-vault');
    cpSync(small.vaultFolder, copy, { recursive: true });
    {
      using vault = openVault(copy);
      const chief = { who: 'role-custodian', now: () => new Date() };
      giveRole(vault, chief, 'role-custodian', 'custodian');
      for (const role of ROLES) giveRole(vault, chief, `role-${role}`, role);
    }
    const allowed = new Map<string, Set<string>>();
    // Commands are run without what they need: whether they are refused is what is asked.
    process.noDeprecation = true;
    for (const room of AUTHORITY_ROOMS) {
      for (const verb of (await loadRoom(room)).verbs) {
        const command = `${room} ${verb.name}`.trimEnd();
        const who = [...ROLES.map((role) => `role-${role}`), 'nobody-in-particular'];
        const may = new Set<string>();
        for (const agent of who) {
          const code = await refusalOf(() =>
            verb.start(
              terminalOf(agent, ENDLESS.has(room)),
              { vault: copy, keys: join(small.folder, 'no-keys'), share: [], wait: 0, campaign: NAME },
              command,
            ),
          );
          tally.add('attempts');
          if (code !== 'role-missing') may.add(agent);
          if (code === 'approval-missing') allowed.set(`${command} (two)`, may);
        }
        allowed.set(command, may);
        if (may.has('nobody-in-particular') && !OPEN_TO_ALL.has(command))
          tally.finds(`${command} runs without a role`);
        if (may.size === 0) tally.finds(`${command} is refused to everybody`);
      }
    }
    for (const command of ['campaign close', 'campaign destroy-research', 'breach revoke'])
      tally.holds(allowed.has(`${command} (two)`), `${command} does not ask for a second person`);
    for (const command of ['roster find', 'roster sitting', 'letters print', 'codes reserve'])
      tally.holds(
        allowed.get(command)?.has('role-statistician') === false,
        `${command} is open to a statistician`,
      );
    for (const command of ['campaign anonymise', 'campaign export'])
      tally.holds(allowed.get(command)?.has('role-agent') === false, `${command} is open to an agent`);

    const lines = () => [...journalLines(small.vault)].length;
    const before = lines();
    const { lastName } = PUPILS[0]!;
    const [found] = findPupils(small.campaign, lastName).pupils;
    tally.same(lines() - before, 1, 'lines in the journal for one search of a name');
    tally.holds(![...journalLines(small.vault)].at(-1)!.includes(lastName), 'the journal has the name');
    // In a copy of the vault, so that this campaign stays without roles.
    using vault = openVault(copy);
    const campaign = { ...small.campaign, vault, actor: { who: 'role-support', now: () => new Date() } };
    await tally.refuses(
      'a sitting that is read by one person',
      () => sittingHistory(campaign, found!.order!),
      'approval-missing',
    );
    approve(vault, campaign.actor, 'read-sitting', sittingSubject(campaign, found!.order!));
    await tally.refuses(
      'a sitting that one person approves and reads',
      () => sittingHistory(campaign, found!.order!),
      'approval-missing',
    );
    approve(
      vault,
      { ...campaign.actor, who: 'role-custodian' },
      'read-sitting',
      sittingSubject(campaign, found!.order!),
    );
    tally.holds(sittingHistory(campaign, found!.order!).codes.length > 0, 'two persons read nothing');
  },
};

async function refusalOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'ran';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? 'error');
  }
}

function terminalOf(agent: string, isStopped: boolean): Terminal {
  const silent = () => undefined;
  return {
    lang: 'en',
    json: true,
    env: { CLOISON_AGENT: agent, CLOISON_PASSPHRASE: 'x', CLOISON_NEW_PASSPHRASE: 'y' },
    signal: isStopped ? AbortSignal.abort() : new AbortController().signal,
    say: (words: { en: string }) => words.en,
    print: silent,
    note: silent,
    event: silent,
    progress: () => ({ update: silent, stop: silent }),
  } as unknown as Terminal;
}

export const ENTITLED: readonly AuditLine[] = [READERS, ENDPOINTS, SIGNED_CALLS, AGENTS];
