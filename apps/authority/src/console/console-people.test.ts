/** Three persons at their consoles on one vault: what each may see and do, what takes two of them, and what the journal keeps. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers, RequestName, Requests, Trouble, Work, WorkRequest } from '@cloison/console-messages';
import { choiceItem } from '@cloison/dev-env/authority/sample-folder.ts';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import {
  samplePupils,
  sampleUai,
  schoolsCsv,
  writeSampleRoster,
} from '@cloison/dev-env/authority/sample-roster.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { holderOfSchool } from '../codes/holders.ts';
import { mintCodes } from '../codes/mint.ts';
import { keepRequest, type RequestEntry } from '../desk/requests.ts';
import { journalLines } from '../journal/journal.ts';
import { giveRole } from '../roles/roles.ts';
import { numberedPupilsOfSchool, pupilOfOrder } from '../roster/pupils.ts';
import { allSchools } from '../roster/schools.ts';
import { readVault } from '../vault/vault.ts';
import { type RunningConsole, startConsole } from './start-console.ts';

const CAMPAIGN = 'essai-2026';
const PEOPLE = { lea: 'support', noe: 'agent', zoe: 'statistician', max: 'custodian' } as const;
type Person = keyof typeof PEOPLE;

let office: SampleOffice;
const consoles = new Map<Person, { readonly running: RunningConsole; readonly session: string }>();

beforeAll(async () => {
  office = await sampleOffice('roster');
  const campaign = await office.campaign();
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
  giveRole(office.vault, { ...office.actor, who: 'max' }, 'max', 'custodian');
  for (const [who, role] of Object.entries(PEOPLE))
    giveRole(office.vault, { ...office.actor, who: 'max' }, who, role);
  await keepRequests();
  office.vault.close();
  const pages = join(office.folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '');
  for (const who of Object.keys(PEOPLE) as Person[]) {
    const running = await startConsole({
      vaultFolder: office.vaultFolder,
      keysFolder: office.keysFolder,
      keys: office.keys,
      passphrase: SAMPLE_PASSPHRASE,
      actor: { who, now: () => new Date() },
      waitMs: 300_000,
      pages,
    });
    const token = running.address().split('#jeton=')[1];
    const { session } = (await (await post(running, 'enter', { token })).json()) as { session: string };
    consoles.set(who, { running, session });
  }
});
afterAll(async () => {
  for (const { running } of consoles.values()) await running.close();
  office.remove();
});

/** What a school has asked for. */
const NOTE = 'Coupure de courant pendant la séquence.';
let pupilOfRequest: string;

async function keepRequests(): Promise<void> {
  const campaign = await office.campaign();
  const [school] = allSchools(campaign);
  const holder = holderOfSchool(campaign.vault, school!.id)!;
  const [pupil] = numberedPupilsOfSchool(campaign, school!.id);
  pupilOfRequest = pupil!.orderNumber;
  const about = { orderNumbers: [pupilOfRequest], note: NOTE, withdrawn: false };
  const edit: RequestEntry['edit'] = [1, '01'.repeat(8)];
  const { level } = pupilOfOrder(campaign, pupilOfRequest)!;
  const sequence = campaign.spec.sequences.find((one) => one.level === level)!.id;
  const entries: Readonly<Record<string, RequestEntry>> = {
    'time-1': { kind: 'more-time', ...about, sequence, minutes: 10, edit },
    'open-1': { kind: 'reopen', ...about, sequence, edit },
    'told-1': { kind: 'incident', ...about, sequence: null, minute: Number.MAX_SAFE_INTEGER, edit },
  };
  for (const [id, entry] of Object.entries(entries))
    keepRequest(campaign, holder, school!.id, id, entry, '2026-09-16T08:00:00Z');
}

function post(running: RunningConsole, name: string, body: unknown, session?: string): Promise<Response> {
  const origin = `http://127.0.0.1:${running.port}`;
  return fetch(`${origin}/api/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin,
      ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
    },
    body: JSON.stringify(body),
  });
}

async function ask<Name extends RequestName>(
  who: Person,
  name: Name,
  request: Requests[Name],
): Promise<{ readonly text: string; readonly answer: Answers[Name]; readonly trouble: Trouble | null }> {
  const { running, session } = consoles.get(who)!;
  const response = await post(running, name, request, session);
  const text = await response.text();
  const answer = JSON.parse(text) as Answers[Name];
  return { text, answer, trouble: response.ok ? null : (answer as unknown as Trouble) };
}

async function endOf(who: Person, started: Work): Promise<Work> {
  let work = started;
  while (work.endedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    work = (await ask(who, 'work', { id: started.id })).answer;
  }
  return work;
}

function journal(): { readonly what: string; readonly who: string; readonly line: string }[] {
  using vault = readVault(office.vaultFolder);
  return [...journalLines(vault)].map((line) => ({ ...JSON.parse(line), line }));
}

const search = { campaign: CAMPAIGN, wanted: 'aubrac', uai: null };

describe('A name', () => {
  it('is shown to support, and the search is in the journal without it', async () => {
    const before = journal().length;
    const { answer } = await ask('lea', 'findPupils', search);
    expect(answer.pupils[0]?.lastName).toMatch(/^Aubrac/);
    const [line, ...others] = journal().slice(before);
    expect([line?.what, line?.who, others]).toEqual(['roster.find', 'lea', []]);
    expect(line?.line).not.toMatch(/aubrac/i);
  });

  it('is shown to no statistician, by whatever they ask: not even whether there is such a pupil', async () => {
    const before = journal().length;
    const { trouble, text } = await ask('zoe', 'findPupils', search);
    expect(trouble?.code).toBe('role-missing');
    expect(text).not.toMatch(/aubrac/i);
    expect(journal()).toHaveLength(before);
    for (const name of ['session', 'life', 'participation', 'schools', 'incidents', 'works'] as const) {
      const request = { campaign: CAMPAIGN, sequence: null };
      const { running, session } = consoles.get('zoe')!;
      const body =
        name === 'session' || name === 'works'
          ? {}
          : name === 'life' || name === 'incidents'
            ? { campaign: CAMPAIGN }
            : request;
      const shown = await (await post(running, name, body, session)).text();
      expect(shown).not.toMatch(/Aubrac|Béranger|Cœurjoly|Ozanne|Nguyễn/);
    }
  });
});

describe('What takes two persons', () => {
  it('is refused to one alone, and done once another has approved it: the history of a sitting', async () => {
    const { answer } = await ask('lea', 'findPupils', search);
    const order = answer.pupils.find((pupil) => pupil.order !== null)?.order ?? '';
    const reading = { campaign: CAMPAIGN, order };
    expect((await ask('lea', 'pupilSittings', reading)).trouble?.code).toBe('approval-missing');
    // One's own approval is none.
    await ask('lea', 'approve', { act: 'read-sitting', ...reading });
    expect((await ask('lea', 'pupilSittings', reading)).trouble?.code).toBe('approval-missing');
    expect((await ask('noe', 'approve', { act: 'read-sitting', ...reading })).answer).toEqual({ by: 'noe' });
    const read = await ask('lea', 'pupilSittings', reading);
    expect(read.trouble).toBeNull();
    const lines = journal().slice(-2);
    expect(lines.map(({ what, who }) => [what, who])).toEqual([
      ['roles.approve', 'noe'],
      ['roster.sitting', 'lea'],
    ]);
    expect(lines.map(({ line }) => line).join()).not.toContain(order);
  });

  it('is not got round by long work: closing says all that stands in its way, then waits for the other person, and is nobody’s but an agent’s or a custodian’s', async () => {
    const closing = {
      kind: 'close',
      campaign: CAMPAIGN,
      platform: 'http://127.0.0.1:9/',
      confirm: '',
      despiteWindows: null,
      leaveCopies: false,
      leaveRelays: false,
      withoutStatement: null,
    } as const;
    expect((await ask('zoe', 'startWork', { work: closing })).trouble?.code).toBe('role-missing');
    const before = journal().length;
    const tried = async () => {
      const { answer, trouble } = await ask('noe', 'startWork', { work: closing });
      // “Another person approves first” was all that was said, before anything was looked at.
      expect(trouble).toBeNull();
      return (await endOf('noe', answer)).trouble?.code;
    };
    const stick = join(office.folder, 'stick-of-closing');
    const { openVault } = await import('../vault/vault.ts');
    const register = (sql: string) => {
      const vault = openVault(office.vaultFolder);
      vault.run(sql, join(stick, 'copy.json'));
      vault.close();
    };
    register(
      `INSERT INTO key_copy SELECT key_id, purpose, campaign, ?, registered_at, NULL FROM key_copy WHERE purpose = 'identity' LIMIT 1`,
    );
    expect(await tried()).toBe('closing-copies');
    register('DELETE FROM key_copy WHERE path = ?');
    expect(await tried()).toBe('platform-unpublished');
    expect(
      journal()
        .slice(before)
        .map(({ what }) => what),
    ).toEqual([]);
    expect((await ask('noe', 'session', {})).answer.campaigns).toEqual([{ name: CAMPAIGN, state: 'open' }]);
  });
});

describe('Closing without the platform’s statement', () => {
  it('is approved by another person, by itself: approving a closing is not approving that', async () => {
    const closing = async (who: 'noe' | 'max') => (await ask(who, 'closing', { campaign: CAMPAIGN })).answer;
    await ask('max', 'approve', { act: 'close', campaign: CAMPAIGN });
    expect(await closing('noe')).toMatchObject({ approvedBy: ['max'], unstatedApprovedBy: [] });
    const { answer } = await ask('max', 'approve', { act: 'close-unstated', campaign: CAMPAIGN });
    expect(answer).toEqual({ by: 'max' });
    expect(journal().at(-1)).toMatchObject({ what: 'roles.approve', who: 'max' });
    // One’s own does not count, and is told.
    expect(await closing('max')).toMatchObject({
      unstatedApprovedBy: [],
      ownApprovals: ['close', 'close-unstated'],
    });
    // What noe’s console has counted is counted again after an act there.
    await ask('noe', 'approve', { act: 'close', campaign: CAMPAIGN });
    expect((await closing('noe')).unstatedApprovedBy).toEqual(['max']);
  });
});

describe('A reserve code', () => {
  it('is given once, shown only when it was asked for, and is in the journal', async () => {
    const { answer } = await ask('lea', 'findPupils', { ...search, wanted: 'e' });
    const online = answer.pupils.filter(({ level, order }) => level === '6e' && order !== null);
    const order = online[0]?.order ?? '';
    const give = { campaign: CAMPAIGN, order, reason: 'lost', showCode: false } as const;
    expect((await ask('zoe', 'giveReserve', give)).trouble?.code).toBe('role-missing');
    const given = await ask('lea', 'giveReserve', give);
    expect(given.answer).toMatchObject({ order, code: null });
    expect(journal().at(-1)).toMatchObject({ what: 'codes.reserve', who: 'lea' });
    const shown = await ask('lea', 'giveReserve', { ...give, order: online[1]?.order ?? '', showCode: true });
    expect(shown.answer.code).toMatch(/^[0-9A-Z-]{10,}$/);
  });
});

describe('A request of a school', () => {
  const asked = { campaign: CAMPAIGN, id: 'time-1' };
  const list = {
    campaign: CAMPAIGN,
    filter: 'all',
    kind: null,
    wanted: '',
    sort: { by: 'received', desc: false },
    from: 0,
    all: false,
  } as const;

  it('is listed and opened for support and agents, with the state of its sittings, and for nobody else', async () => {
    for (const who of ['zoe', 'max'] as const) {
      for (const [name, request] of [
        ['schoolRequests', list],
        ['schoolRequest', asked],
        ['grantRequest', { ...asked, answer: '', minutes: null }],
        ['refuseRequest', { ...asked, answer: 'Non.' }],
      ] as const) {
        const { trouble, text } = await ask(who, name, request);
        expect([who, name, trouble?.code]).toEqual([who, name, 'role-missing']);
        expect(text).not.toContain(NOTE);
      }
    }
    const { answer } = await ask('noe', 'schoolRequests', list);
    expect(answer.counts).toEqual({ asked: 2, told: 1, over: 0, all: 3 });
    expect(answer.rows.map(({ kind, state, note }) => [kind, state, note])).toEqual(
      expect.arrayContaining([
        ['more-time', 'asked', NOTE],
        ['reopen', 'asked', NOTE],
        ['incident', 'told', NOTE],
      ]),
    );
    // The clock of a school's computer says anything; the list is there all the same.
    expect(answer.rows.find(({ kind }) => kind === 'incident')?.happenedAt).toBeNull();
    const opened = await ask('lea', 'schoolRequest', asked);
    expect(opened.answer.request).toMatchObject({ minutes: 10, orders: [pupilOfRequest] });
    expect(opened.text).not.toMatch(/Aubrac|Béranger|Cœurjoly|Ozanne|Nguyễn/);
  });

  it('is found by kind, school, order number and the school’s words; a page begins where it is asked to', async () => {
    const ids = async (wanted: Partial<Requests['schoolRequests']>) => {
      const { answer } = await ask('lea', 'schoolRequests', { ...list, ...wanted });
      expect(answer.found).toBe(answer.rows.length + answer.from);
      return answer.rows.map(({ id }) => id);
    };
    const all = await ids({});
    expect(await ids({ kind: 'reopen' })).toEqual(['open-1']);
    expect(await ids({ filter: 'told' })).toEqual(['told-1']);
    expect(await ids({ wanted: 'COUPURE' })).toEqual(all);
    expect(await ids({ wanted: pupilOfRequest })).toEqual(all);
    expect(await ids({ wanted: 'nulle part' })).toEqual([]);
    expect(await ids({ sort: { by: 'kind', desc: true } })).toEqual(['told-1', 'time-1', 'open-1']);
    expect(await ids({ from: 2 })).toEqual(all.slice(2));
  });

  it('is granted once, with other minutes and words for the school, under the name of who granted it', async () => {
    const grant = { ...asked, answer: 'Cinq minutes suffisent.', minutes: 5 };
    const before = journal().length;
    expect((await ask('lea', 'grantRequest', grant)).answer).toMatchObject({
      state: 'granted',
      answer: 'Cinq minutes suffisent.',
    });
    expect((await ask('noe', 'grantRequest', grant)).trouble?.code).toBe('request-answered');
    const lines = journal().slice(before);
    expect(lines.map(({ what, who }) => [what, who])).toEqual([['requests.granted', 'lea']]);
    expect(lines[0]?.line).not.toContain(pupilOfRequest);
    expect((await ask('lea', 'schoolRequest', asked)).answer.sittings).toEqual([
      expect.objectContaining({ order: pupilOfRequest, state: 'notBegun', extraMinutes: 5 }),
    ]);
  });

  it('is not granted when the use case refuses it: a sequence that was never finished, an incident', async () => {
    const grant = { campaign: CAMPAIGN, answer: '', minutes: null };
    const before = journal().length;
    expect((await ask('lea', 'grantRequest', { ...grant, id: 'open-1' })).trouble?.code).toBe(
      'reopen-unfinished',
    );
    expect((await ask('lea', 'grantRequest', { ...grant, id: 'told-1' })).trouble?.code).toBe(
      'request-nothing-asked',
    );
    expect(journal()).toHaveLength(before);
  });

  it('is refused with words, never without', async () => {
    const refuse = { campaign: CAMPAIGN, id: 'open-1' };
    expect((await ask('noe', 'refuseRequest', { ...refuse, answer: '  ' })).trouble?.code).toBe(
      'console-request',
    );
    const refused = await ask('noe', 'refuseRequest', { ...refuse, answer: 'Le code suffit.' });
    expect(refused.answer).toMatchObject({ state: 'refused', answer: 'Le code suffit.' });
    expect(journal().at(-1)).toMatchObject({ what: 'requests.refused', who: 'noe' });
  });
});

describe('An area of inspectors', () => {
  const AREA = 'dep-75';
  const seen = async (who: Person) =>
    (await ask(who, 'areas', { campaign: CAMPAIGN })).answer.areas.find(({ code }) => code === AREA);

  it('is listed for everybody; an agent gives it a code, and support replaces it; each leaves its line', async () => {
    const before = journal().length;
    expect(await seen('zoe')).toMatchObject({
      kind: 'departement',
      academie: 'Paris',
      state: 'none',
      revoked: 0,
    });
    const work: WorkRequest = { kind: 'assignAreas', campaign: CAMPAIGN, areas: [AREA] };
    const revoke = { campaign: CAMPAIGN, area: AREA };
    for (const who of ['zoe', 'lea'] as const)
      expect((await ask(who, 'startWork', { work })).trouble?.code).toBe('role-missing');
    expect((await ask('zoe', 'revokeArea', revoke)).trouble?.code).toBe('role-missing');
    const done = await endOf('noe', (await ask('noe', 'startWork', { work })).answer);
    expect(done.result).toEqual({ assigned: 1, unchanged: 0 });
    expect(await seen('noe')).toMatchObject({ state: 'waiting', revoked: 0 });
    expect((await ask('lea', 'revokeArea', revoke)).answer).toEqual({ newRoots: 1 });
    expect(await seen('lea')).toMatchObject({ state: 'waiting', revoked: 1 });
    const lines = journal().slice(before);
    expect(lines.map(({ what, who }) => [what, who])).toEqual([
      ['codes.mint', 'noe'],
      ['codes.assign', 'noe'],
      ['codes.mint', 'lea'],
      ['codes.revoke', 'lea'],
    ]);
    const unknown = { campaign: CAMPAIGN, area: 'dep-99' };
    expect((await ask('lea', 'revokeArea', unknown)).trouble?.code).toBe('area-unknown');
  });

  it('is declared by a file, checked first; its faults have their lines; the letters are of areas alone', async () => {
    const file = join(office.folder, 'areas.csv');
    const run = async (work: WorkRequest) => endOf('noe', (await ask('noe', 'startWork', { work })).answer);
    const work = { kind: 'importAreas', campaign: CAMPAIGN, file } as const;
    writeFileSync(file, 'territoire,type,nom,uai\nc-1,village,Paris 1,0750001U\n');
    const refused = await run({ ...work, dryRun: true });
    expect(refused.trouble).toMatchObject({ code: 'areas-invalid' });
    expect(refused.trouble?.data.list).toEqual([expect.objectContaining({ line: 2, column: 5 })]);
    writeFileSync(file, 'territoire,type,nom,uai\nc-1,circonscription,Paris 1,0750001U\n');
    expect((await run({ ...work, dryRun: true })).result).toMatchObject({ added: 1, applied: false });
    expect((await run({ ...work, dryRun: false })).result).toMatchObject({ added: 1, applied: true });
    const letters = { kind: 'letters', campaign: CAMPAIGN, single: false, areas: true } as const;
    const inVault = { ...letters, out: join(office.vaultFolder, 'lettres') };
    expect((await ask('noe', 'startWork', { work: inVault })).trouble?.code).toBe('console-place');
    const out = join(office.folder, 'area-letters');
    const printed = await run({ ...letters, out });
    expect(printed.result).toMatchObject({ letters: 1, files: [join(out, `lettre-${AREA}.pdf`)] });
    // What is printed for areas is no sign that heads have theirs.
    expect(journal().at(-1)).toMatchObject({ what: 'letters.areas', who: 'noe' });
    const { answer: life } = await ask('noe', 'life', { campaign: CAMPAIGN });
    expect(life.steps.find(({ id }) => id === 'print')?.state).not.toBe('again');
  });
});

describe('An item that is faulty', () => {
  const item = { campaign: CAMPAIGN, sequence: 'francais-cp', item: 'l1' };
  const withdrawal = { kind: 'withdrawItem', ...item, credit: 'all' } as const;
  const run = async (work: WorkRequest) => endOf('zoe', (await ask('zoe', 'startWork', { work })).answer);

  it('is withdrawn by a statistician alone: shown first, then done once and with a reason', async () => {
    const before = journal().length;
    for (const who of ['lea', 'noe', 'max'] as const) {
      const { trouble } = await ask(who, 'startWork', { work: { ...withdrawal, reason: 'Deux réponses.' } });
      expect([who, trouble?.code]).toEqual([who, 'role-missing']);
    }
    const shown = await run({ ...withdrawal, reason: null });
    expect(shown.result).toMatchObject({ item: 'l1', given: 0, applied: null, domain: { moved: 0 } });
    expect((await run({ ...withdrawal, reason: ' ' })).trouble?.code).toBe('standards-reason');
    expect(journal()).toHaveLength(before);
    expect((await run({ ...withdrawal, reason: 'Deux réponses.' })).result).toMatchObject({ applied: true });
    expect((await run({ ...withdrawal, reason: 'Deux réponses.' })).trouble?.code).toBe('items-withdrawn');
    expect(
      journal()
        .slice(before)
        .map(({ what, who }) => [what, who]),
    ).toEqual([['items.withdraw', 'zoe']]);
  });

  it('has its key corrected from a file of this machine; a file that is not there, or is none, is refused with its place', async () => {
    const file = join(office.folder, 'l2.xml');
    const correction = { kind: 'correctItem', ...item, item: 'l2', file } as const;
    expect((await run({ ...correction, reason: null })).trouble?.code).toBe('console-file');
    writeFileSync(file, '<qti-assessment-item>');
    const broken = await run({ ...correction, reason: null });
    expect(broken.trouble).toMatchObject({
      code: 'items-file',
      data: { problems: [expect.objectContaining({ line: 1 })] },
    });
    writeFileSync(file, choiceItem('l2', 'a'));
    expect((await run({ ...correction, reason: null })).result).toMatchObject({ applied: null });
    expect((await run({ ...correction, reason: 'Clé a.' })).result).toMatchObject({ applied: true });
    expect(journal().at(-1)).toMatchObject({ what: 'items.correct', who: 'zoe' });
    const back = { kind: 'restoreItem', ...item, item: 'l2' } as const;
    expect((await run({ ...back, reason: null })).result).toMatchObject({ item: 'l2', applied: null });
    expect((await run({ ...back, reason: 'Clé d’avant.' })).result).toMatchObject({ applied: true });
    expect(journal().at(-1)).toMatchObject({ what: 'items.restore', who: 'zoe' });
    expect((await run({ ...back, reason: 'Encore.' })).trouble?.code).toBe('items-unchanged');
  });
});

describe('Long work', () => {
  it('is bounded by its command’s roles, leaves its line, and is refused twice at once', async () => {
    const work = { kind: 'mint', campaign: CAMPAIGN } as const;
    expect((await ask('zoe', 'startWork', { work })).trouble?.code).toBe('role-missing');
    // At the same moment: asked one after the other, the first may be done before the second.
    const both = await Promise.all([1, 2].map(() => ask('noe', 'startWork', { work })));
    expect(both.map(({ trouble }) => trouble?.code).toSorted()).toEqual(['console-working', undefined]);
    const started = both.find(({ trouble }) => trouble === null)!;
    const ended = await endOf('noe', started.answer);
    expect(ended).toMatchObject({ state: 'done', result: { pupils: expect.any(Number) }, trouble: null });
  });

  it('imports a roster with what the command remarks on it, in both languages', async () => {
    // The console showed counts alone: neither what was left out, nor a class that may have been renamed.
    const { schools, pupils } = writeSampleRoster(join(office.folder, 'roster-again'), samplePupils(1, 3));
    const empty = sampleUai(750_099);
    writeFileSync(
      schools,
      `${readFileSync(schools, 'utf8')}${schoolsCsv([empty]).split('\n').slice(1).join('\n')}`,
    );
    const work = {
      ...({ kind: 'roster', campaign: CAMPAIGN, schools, pupils, accommodations: null } as const),
      ...{ levelWords: [], dryRun: true, allowDepartures: true },
    };
    const ended = await endOf('noe', (await ask('noe', 'startWork', { work })).answer);
    expect(ended.trouble).toBeNull();
    expect(ended.result?.notes).toContainEqual({
      fr: `à vérifier : 1 école du fichier n’a aucun élève, donc ni code ni lettre ; la première, ${empty}`,
      en: `to be checked: 1 school of the file has no pupil, hence no code and no letter; the first, ${empty}`,
    });
  });

  it('says what has the vault to who opens another console', async () => {
    const { openVault } = await import('../vault/vault.ts');
    const vault = openVault(office.vaultFolder, { purpose: 'cloison campaign serve' });
    try {
      expect((await ask('max', 'session', {})).answer.vaultUser?.command).toBe('cloison campaign serve');
    } finally {
      vault.close();
    }
    expect((await ask('max', 'session', {})).answer.vaultUser).toBeNull();
  });
});
