/** Every endpoint of the platform, asked by every role; that none is left out, the program's own list of routes says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { readSecrets } from '../../../apps/platform/src/base/secrets.ts';
import { randomBytes } from '../../../scripts/demo/simulated-person.ts';
import { groupOf, personOf } from '../../authority/simulated-people.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { PUPILS } from '../invented-people.ts';
import { platformRoutes } from '../platform-routes.ts';
import { envelopesIn, stealFolder } from '../theft.ts';
import { AUTHORITY_CALLS } from './entitled-signed-calls.ts';

type HolderOf = Awaited<ReturnType<AuditWorld['holders']>>[number];
const idOf = (row: HolderRow) => toBase64Url(row.holder_id);

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

export const ENDPOINTS: AuditLine = {
  id: 'endpoints',
  promise: 'entitled',
  title: { fr: 'Chaque rôle sur chaque adresse', en: 'Every role on every endpoint' },
  tried: {
    fr: 'Personne, un jeton inconnu, un code retiré, un élève, un professeur, une direction, une inspection, une classe, une école, un territoire, un élève d’une autre campagne, l’autorité d’une autre campagne et l’exploitant appellent chaque adresse de la plateforme et demandent chaque objet. La liste des adresses est celle que le programme enregistre : une adresse que personne n’a essayée rend la ligne rouge.',
    en: 'Nobody, an unknown token, a revoked code, a pupil, a teacher, a head, an inspector, a class, a school, an area, another campaign’s pupil, another campaign’s authority and the operator call every endpoint of the platform and ask for every object. The list of endpoints is what the program registers: one that nobody tried turns the line red.',
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
    await mark(world);
    const content = Object.values(world.small.campaign.manifest.files)[0]!.hash;
    const toAnybody = new Map<string, string>();
    const stolen = envelopesIn(stealFolder(world, 'endpoints'));
    const foreign = stolen.find(
      ({ kind, holder, name }) => kind === 'record' && name === 'maths' && holder !== idOf(pupil.row),
    )!;
    for (const [who, access, kind, holder] of roles) {
      const statuses = new Map<string, number>();
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
        const isJson =
          bytes.length > 0 && answer.headers.get('content-type')?.startsWith('application/json') === true;
        const code = isJson
          ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as { code?: string }).code
          : undefined;
        if (method === 'GET' && !path.startsWith('/')) statuses.set(path, answer.status);
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
      for (const path of ['me', 'documents/ticket', 'records/maths', 'keys/maths', 'routing/maths']) {
        const { status, bytes: none } = await call('HEAD', path);
        tally.same([status, none.length], [statuses.get(path), 0], `${who}: HEAD ${path}`);
      }
      // What is open to all is the same for all: no role is given more.
      for (const path of [
        '/healthz',
        `/c/${NAME}`,
        `/c/${NAME}/`,
        `/c/${NAME}/ecole`,
        `/c/${NAME}/ecole/`,
        `/c/${NAME}/campaign.json`,
        `/c/${NAME}/content/${content}`,
      ])
        for (const method of ['GET', 'HEAD']) {
          const { status, bytes: given } = await call(method, path);
          const answer = `${status} ${toBase64Url(given)}`;
          if (!toAnybody.has(`${method} ${path}`)) toAnybody.set(`${method} ${path}`, answer);
          tally.same(answer, toAnybody.get(`${method} ${path}`), `${who}: ${method} ${path}`);
        }
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
    await mark(world);
    const logged = await loggedBetweenMarks(world);
    for (const route of await platformRoutes()) {
      const asked = logged.filter((one) => one === route).length;
      tally.holds(asked >= roles.length, `${route} was asked ${asked} times by ${roles.length} roles`);
    }
    tally.add('people', roles.length);
  },
};

/** The log is written once a second; a busy machine is waited for. */
const [LOG_MS, LOG_TRIES] = [200, 300];
/** A request that nobody else makes. */
const MARK = 'DELETE none';

const mark = (world: AuditWorld) => fetch(`${world.url}/mark`, { method: 'DELETE' });

/** Method and route of each request that the platform has logged between the last two marks. Throws if they do not come. */
async function loggedBetweenMarks(world: AuditWorld): Promise<readonly string[]> {
  for (let i = 0; i < LOG_TRIES; i++) {
    const logged = loggedRequests(world);
    const last = logged.lastIndexOf(MARK);
    const first = logged.lastIndexOf(MARK, last - 1);
    if (last > 0 && first >= 0) return logged.slice(first + 1, last);
    await new Promise((resolve) => setTimeout(resolve, LOG_MS));
  }
  throw new Error('the platform’s log does not have the marks');
}

/** Method and route of each request that the platform has logged. */
function loggedRequests(world: AuditWorld): readonly string[] {
  const text = readFileSync(join(world.small.platformFolder, 'platform.log'), 'utf8');
  return text.split('\n').flatMap((line) => {
    if (!line.includes('"msg":"request"') || !line.endsWith('}')) return [];
    const { method, route } = JSON.parse(line) as { method: string; route: string };
    return [`${method} ${route}`];
  });
}
