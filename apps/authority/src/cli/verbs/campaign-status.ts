import type { Words } from '@cloison/command/refusal';
import Table from 'cli-table3';
import { INCIDENTS } from '../../records/incidents.ts';
import { type CampaignStatus, campaignStatus } from '../../status/campaign-status.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

export const statusVerb = campaignVerb({
  name: 'status',
  roles: ['agent', 'statistician', 'support', 'custodian'],
  summary: {
    fr: 'où en est la campagne : effectifs, codes, documents, participation (sans clé, même pendant serve)',
    en: 'where the campaign stands: pupils, codes, documents, participation (no key needed, even during serve)',
  },
  examples: ['cloison campaign status', 'cloison campaign status --json'],
  run: async (session) => {
    const status = campaignStatus(session.vaultToRead(), session.campaignName);
    show(session, status);
    return { ...status };
  },
});

/** Beyond, the list is for `--json`. */
const SHOWN_ROLLBACKS = 30;

const STATES = {
  open: { fr: 'ouverte', en: 'open' },
  closing: { fr: 'en cours de fermeture', en: 'closing' },
  closed: { fr: 'fermée', en: 'closed' },
} as const;

const KINDS = {
  pupil: { fr: 'élèves', en: 'pupils' },
  staff: { fr: 'adultes', en: 'staff' },
  class: { fr: 'classes', en: 'classes' },
  school: { fr: 'écoles', en: 'schools' },
  territory: { fr: 'territoires', en: 'areas' },
} as const;

function show(session: Session, status: CampaignStatus): void {
  const say = (fr: string, en: string) => session.say({ fr, en });
  const rehearsal = status.rehearsal ? say(' (campagne blanche)', ' (rehearsal)') : '';
  session.print(`${status.campaign}${rehearsal} : ${session.say(STATES[status.state])}`);
  session.print(`${say('Plateforme', 'Platform')} : ${status.platform ?? '—'}`);
  table(
    session,
    [
      { fr: 'Niveau', en: 'Level' },
      { fr: 'Écoles', en: 'Schools' },
      { fr: 'Classes', en: 'Classes' },
      { fr: 'Élèves', en: 'Pupils' },
      { fr: 'Partis', en: 'Left' },
    ],
    status.levels.map((level) => [level.level, level.schools, level.classes, level.present, level.left]),
  );
  table(
    session,
    [
      { fr: 'Codes', en: 'Codes' },
      { fr: 'En stock', en: 'In stock' },
      { fr: 'Attribués', en: 'Assigned' },
      { fr: 'En réserve', en: 'Reserve' },
      { fr: 'Révoqués', en: 'Revoked' },
      { fr: 'Publiés', en: 'Published' },
    ],
    status.codes.map((codes) => [
      session.say(KINDS[codes.kind]),
      codes.minted,
      codes.assigned,
      codes.reserve,
      codes.revoked,
      codes.published,
    ]),
  );
  if (status.participation.length > 0) {
    table(
      session,
      [
        { fr: 'Séquence', en: 'Sequence' },
        { fr: 'Attendus', en: 'Expected' },
        { fr: 'Terminé', en: 'Complete' },
        { fr: 'Commencé', en: 'Begun' },
        { fr: 'Absents', en: 'Absent' },
        { fr: 'Pas commencé', en: 'Not begun' },
      ],
      status.participation.map((one) => [
        `${one.level} · ${one.sequence}`,
        one.expected,
        one.complete,
        one.begun,
        one.absent,
        one.notBegun,
      ]),
    );
  }
  if (status.rollbacks.length > 0) {
    table(
      session,
      [
        { fr: 'Retours en arrière', en: 'Rollbacks' },
        { fr: 'Enregistrement', en: 'Record' },
        { fr: 'Version vue', en: 'Version seen' },
        { fr: 'Version montrée ensuite', en: 'Version shown then' },
        { fr: 'Constaté', en: 'Found' },
      ],
      status.rollbacks
        .slice(0, SHOWN_ROLLBACKS)
        .map(({ holder, record, seen, shown, at }) => [holder, record, seen, shown, at]),
    );
    const more = status.rollbacks.length - SHOWN_ROLLBACKS;
    if (more > 0) session.print(say(`… et ${more} autres (--json)`, `… and ${more} more (--json)`));
  }
  if (status.incidents.length > 0) {
    const counts = Map.groupBy(status.incidents, ({ code }) => code);
    for (const [code, of] of counts) session.print(`! ${of.length} · ${session.say(INCIDENTS[code])}`);
  }
  session.print(
    session.say(
      {
        fr: 'Documents : {pushed} publié(s) sur {total}. Reçus : {received} enregistrement(s), dont {final} définitif(s) ; {branches} mis de côté.',
        en: 'Documents: {pushed} of {total} published. Received: {received} record(s), {final} of them final; {branches} kept aside.',
      },
      { ...status.documents, ...status.records },
    ),
  );
  const { holders, revocations } = status.toPublish;
  if (status.state === 'open' && status.platform !== null && holders + revocations > 0) {
    session.print(
      session.say(
        {
          fr: '! À publier : {holders} code(s) ou clé(s), {revocations} révocation(s). Lancez « cloison campaign publish » : jusque-là, les codes révoqués ouvrent encore, et les documents des nouveaux attendent.',
          en: '! To be published: {holders} code(s) or key(s), {revocations} revocation(s). Run “cloison campaign publish”: until then revoked codes still open, and documents of the new ones wait.',
        },
        { holders, revocations },
      ),
    );
  }
  session.print(
    session.say(
      {
        fr: 'Journal : {lines} ligne(s), dernière empreinte {head}',
        en: 'Journal: {lines} line(s), last hash {head}',
      },
      { lines: status.journal.lines, head: status.journal.head?.slice(0, 16) ?? '—' },
    ),
  );
}

function table(
  session: Session,
  head: readonly Words[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const made = new Table({
    head: head.map((words) => session.say(words)),
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
  const format = new Intl.NumberFormat(session.lang === 'fr' ? 'fr-FR' : 'en-GB');
  for (const row of rows)
    made.push(row.map((cell) => (typeof cell === 'number' ? format.format(cell) : cell)));
  session.print(made.toString());
}
