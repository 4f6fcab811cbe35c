/** Files that people bring to the authority, and bodies that come out of envelopes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
import { PUPILS, pupilsCsv, writeCampaignFolder } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
import { parseEntryBody, parsePupilBody } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';
import { readItem } from '@cloison/qti';
import fc from 'fast-check';
import { uaiForm, uaiLetter } from '../../apps/authority/src/geography/uai.ts';
import { FIRST_PREVIOUS, journalHash } from '../../apps/authority/src/journal/journal.ts';
import {
  checkPupilBody,
  QuarantineError,
  readableEntry,
} from '../../apps/authority/src/records/check-body.ts';
import { checkEncoding } from '../../apps/authority/src/roster/encoding.ts';
import { LeftOut } from '../../apps/authority/src/roster/left-out.ts';
import { readOndeFile } from '../../apps/authority/src/roster/onde-file.ts';
import type { PupilReading } from '../../apps/authority/src/roster/pupil-reading.ts';
import { readPupils, readSchools } from '../../apps/authority/src/roster/read-roster.ts';
import { rosterProblems } from '../../apps/authority/src/roster/roster-problems.ts';
import { SeenPupils } from '../../apps/authority/src/roster/seen-pupils.ts';
import { readSiecleFile } from '../../apps/authority/src/roster/siecle-file.ts';
import { scorableItem } from '../../apps/authority/src/score/sequence-scoring.ts';
import { resolveCalendar } from '../../apps/authority/src/specify/calendar-file.ts';
import { campaignProblems } from '../../apps/authority/src/specify/campaign-problems.ts';
import { checkSpec } from '../../apps/authority/src/specify/check-spec.ts';
import { specFileSchema } from '../../apps/authority/src/specify/spec-file.ts';
import { validateCampaign } from '../../apps/authority/src/specify/validate-campaign.ts';
import { YamlFile } from '../../apps/authority/src/specify/yaml-file.ts';
import { instantOf, isZone } from '../../apps/authority/src/time/zoned-time.ts';
import { verifyCertificate } from '../../apps/authority/src/verify/verify-certificate.ts';
import { verifyJournalLines } from '../../apps/authority/src/verify/verify-journal.ts';
import { accepted, acceptedLater, type FuzzTarget, must, target } from './fuzz-target.ts';
import { hostileBytes, hostileJson, hostileText } from './mutations.ts';

const isRefusal = (error: unknown) => error instanceof Refusal;

export async function authorityTargets(): Promise<readonly FuzzTarget[]> {
  const folder = temporaryFolder('fuzz');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeCampaignFolder(folder);
  const valid = validateCampaign(folder).campaign;
  if (valid === null) throw new Error('the campaign to start from has faults');
  const { spec, calendars, packages } = valid;
  const campaignYaml = readFileSync(join(folder, 'campaign.yaml'), 'utf8');
  const calendarYaml = readFileSync(join(folder, 'calendar.yaml'), 'utf8');
  const schoolsCsv = readFileSync(join(folder, 'schools.csv'));
  const pupils = Buffer.from(pupilsCsv(PUPILS));
  const input = join(folder, 'input');
  const places = (problems: readonly Problem[]) => {
    for (const { line, column, words } of problems) {
      must(line >= 0 && column >= 0, 'a problem without line and column');
      must(words.fr.length < 20_000 && words.en.length < 20_000, 'a message of endless length');
    }
  };
  const known = new Set(['0750001', '0770002'].map((digits) => digits + uaiLetter(digits)));
  const onOneLine: PupilReading['onPupil'] = ({ facts, label }) => {
    must(!/\p{Cc}/u.test(facts.lastName + facts.firstName + label), 'a name of several lines');
  };
  const reading = (problems: ReturnType<typeof rosterProblems>): PupilReading => ({
    ...{ spec, knownSchools: known, problems, leftOut: new LeftOut(), seen: new SeenPupils() },
    ...{ levelWords: new Map(), accommodations: new Map(), today: '2026-09-14' },
    onPupil: onOneLine,
    onPupilAgain: ({ pupil }) => onOneLine(pupil),
  });
  const [uai = ''] = known;
  const onde = Buffer.from(
    `UAI;Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Niveau;Libellé classe\r\n${uai};Petit;;Zoé;02/01/2015;F;000000001AA;6E;6e B\r\n`,
  );
  const siecle = Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-15"?><BEE_ELEVES><PARAMETRES><UAJ>${uai}</UAJ></PARAMETRES><DONNEES><ELEVES><ELEVE ELEVE_ID="1"><ID_NATIONAL>000000001AA</ID_NATIONAL><NOM_DE_FAMILLE>Petit</NOM_DE_FAMILLE><PRENOM>Luc</PRENOM><DATE_NAISS>02/01/2015</DATE_NAISS><CODE_SEXE>1</CODE_SEXE><CODE_MEF>10010012110</CODE_MEF></ELEVE></ELEVES><STRUCTURES><STRUCTURES_ELEVE ELEVE_ID="1"><STRUCTURE><CODE_STRUCTURE>6B</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE></STRUCTURES></DONNEES></BEE_ELEVES>`,
  );
  const yamlWords = [
    '&a',
    '*a',
    '<<: *a',
    '!!js/function',
    '!!binary',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '|',
    '>',
    '? ',
    '---',
    '...',
    '#',
    "'",
    '"',
    '~',
    '.inf',
    '0x10',
    '2026-02-30T08:00',
  ];
  const maths = new Map(
    ['m1', 'm2', 'm3', 'm4'].map((id) => {
      const path = `items/${id}.xml`;
      return [id, scorableItem(readItem(readFileSync(join(folder, 'maths', path)), { path }))] as const;
    }),
  );
  const manifests = new Set(['a'.repeat(64)]);
  const sequence = {
    id: 'maths',
    level: '6e',
    mode: 'online' as const,
    items: maths,
    adaptive: null,
    booklets: null,
  };
  const pupilBody = {
    v: 1,
    items: {
      m1: { responses: { RESPONSE: 'B' }, ms: 1, visits: 1 },
      m4: { responses: { RESPONSE: 'chat' }, ms: 1, visits: 1 },
    },
    position: 0,
    elapsedMs: 1,
    seed: 1,
    route: [],
    routed: null,
    manifest: 'a'.repeat(64),
    app: 'x',
    final: true,
  };
  const edit = [1, '0'.repeat(16)];
  const entryBody = {
    v: 1,
    cells: { m1: { value: 'A', edit }, m2: { state: 'absent', edit } },
    conflicts: [{ item: 'm1', cell: { value: 'B', edit } }],
    manifest: 'a'.repeat(64),
    app: 'x',
  };
  const isQuarantine = (error: unknown) => error instanceof ProtocolError || error instanceof QuarantineError;
  const journal = journalText();
  const journalHead = Buffer.from(journalHash(journal.split('\n').at(-1)!)).toString('hex');

  return [
    target({
      name: 'campaign.yaml',
      share: 400,
      input: hostileText([campaignYaml], yamlWords, 80),
      check: (text) => {
        const problems = campaignProblems();
        const file = new YamlFile('campaign.yaml', text, problems);
        const read = file.read(specFileSchema);
        if (read !== null) checkSpec(file, read, packages, new Map(), new Map());
        places(problems.sorted());
        must(read !== null || problems.count > 0, 'refused without a word');
      },
    }),
    target({
      name: 'calendar.yaml',
      share: 600,
      input: hostileText([calendarYaml], yamlWords, 80),
      check: (text) => {
        const problems = campaignProblems();
        const file = new YamlFile('calendar.yaml', text, problems);
        const { calendars } = resolveCalendar(file, {
          levels: spec.levels,
          sequences: spec.sequences.map(({ id, level, minutes }) => ({
            id,
            level,
            minutes: minutes ?? null,
          })),
          accommodations: [{ time: 1.3333 }],
        });
        places(problems.sorted());
        must(calendars !== null || problems.count > 0, 'refused without a word');
      },
    }),
    target({
      name: 'local time of a zone',
      share: 8_000,
      input: fc.tuple(
        hostileText(['Europe/Paris', 'Indian/Reunion', 'Pacific/Noumea']),
        hostileText(['2026-09-10T08:00', '2026-03-29T02:30']),
      ),
      check: ([zone, local]) => {
        if (!isZone(zone) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return;
        const instant = instantOf(zone, local);
        must(instant === null || Number.isFinite(instant), 'no instant');
      },
    }),
    target({
      name: 'UAI',
      share: 20_000,
      input: hostileText(['0750001F', '0770002 x', '9720001A']),
      check: (text) => {
        const uai = uaiForm(text);
        if (uai !== null) must(/^[A-Z]$/.test(uaiLetter(uai.slice(0, 7))), 'no letter');
      },
    }),
    target({
      name: 'schools of a roster',
      share: 150,
      input: hostileBytes([schoolsCsv], 200),
      check: async (bytes) => {
        writeFileSync(input, bytes);
        const problems = rosterProblems();
        const encoding = await checkEncoding(input, 'schools.csv', problems);
        const { schools } = await readSchools(
          { path: input, name: 'schools.csv', encoding },
          calendars,
          problems,
        );
        for (const { uai } of schools.values()) must(/^\d{7}[A-Z]$/.test(uai), 'a school without its number');
        places(problems.sorted());
      },
    }),
    target({
      name: 'pupils of a roster',
      share: 150,
      input: hostileBytes([pupils], 200),
      check: async (bytes) => {
        writeFileSync(input, bytes);
        const problems = rosterProblems();
        const encoding = await checkEncoding(input, 'pupils.csv', problems);
        await readPupils({ path: input, name: 'pupils.csv', encoding }, reading(problems));
        places(problems.sorted());
      },
    }),
    target({
      name: 'an export of ONDE',
      share: 100,
      input: hostileBytes([onde], 200),
      check: async (bytes) => {
        writeFileSync(input, bytes);
        const problems = rosterProblems();
        const encoding = await checkEncoding(input, 'onde.csv', rosterProblems());
        await readOndeFile({ path: input, name: 'onde.csv', encoding }, reading(problems));
        places(problems.sorted());
      },
    }),
    target({
      name: 'an export of SIECLE',
      share: 150,
      input: hostileBytes([siecle], 200),
      check: async (bytes) => {
        writeFileSync(input, bytes);
        const problems = rosterProblems();
        const encoding = await checkEncoding(input, 'siecle.xml', rosterProblems());
        await readSiecleFile({ path: input, name: 'siecle.xml', encoding }, reading(problems));
        places(problems.sorted());
      },
    }),
    target({
      name: 'body of a pupil’s record',
      share: 8_000,
      input: hostileJson(fc.constant(pupilBody)),
      check: (json) => {
        const body = accepted(
          () =>
            checkPupilBody(parsePupilBody(json), sequence, { manifests, isFinalEnvelope: true, stage: 1 }),
          isQuarantine,
        )?.value;
        if (body === undefined) return;
        for (const [id, item] of maths) {
          const points = item.score(body.items[id]?.responses ?? {});
          must(points === null || Number.isFinite(points), 'a score that is no number');
        }
      },
    }),
    target({
      name: 'body of an entry record',
      share: 8_000,
      input: hostileJson(fc.constant(entryBody)),
      check: (json) => {
        accepted(() => readableEntry(parseEntryBody(json), sequence, { manifests }), isQuarantine);
      },
    }),
    target({
      name: 'exported journal',
      share: 5_000,
      input: hostileText([journal], ['\n', '{', '}', '"n":2']),
      check: (text) => {
        const read = accepted(() => verifyJournalLines(text.split('\n'), { hash: journalHead }), isRefusal);
        must(read === null || text.startsWith(journal), 'a journal that was changed');
      },
    }),
    target({
      name: 'certificate file',
      share: 1_500,
      input: hostileText(['{"statement":"e30","publicKey":"AAAA","signature":"AAAA"}', '[]', 'null']),
      check: async (text) => {
        writeFileSync(input, text);
        const read = await acceptedLater(() => verifyCertificate(input, null), isRefusal);
        must(read === null, 'a certificate that nobody signed');
      },
    }),
  ];
}

/** Three lines, chained. */
function journalText(): string {
  const lines: string[] = [];
  let previous: string = FIRST_PREVIOUS;
  for (let n = 1; n <= 3; n++) {
    const line = JSON.stringify({
      n,
      at: '2026-09-10T10:00:00.000Z',
      who: 'testeuse',
      what: 'campaign.serve',
      campaign: 'petite-2026',
      detail: { passes: n },
      previous,
    });
    lines.push(line);
    previous = Buffer.from(journalHash(line)).toString('hex');
  }
  return lines.join('\n');
}
