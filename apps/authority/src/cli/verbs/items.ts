import { readFileSync } from 'node:fs';
import {
  alignedTable,
  choice,
  file,
  flag,
  folderToWrite,
  needs,
  optional,
  required,
  text,
  withDefault,
} from '@cloison/command';
import { renderProblems } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
import type { QtiProblem } from '@cloison/qti';
import { decimal } from '../../analysis/report-words.ts';
import { CREDITS, type ItemChange, itemChangesOf } from '../../item-changes/item-changes.ts';
import {
  applyItemChange,
  correction,
  type ItemChangePreview,
  previewItemChange,
  restoration,
  type WantedChange,
  withdrawal,
} from '../../rescore/change-items.ts';
import { fromQti } from '../../specify/packages.ts';
import { checkReason } from '../../standards/change-standards.ts';
import { sayIso } from '../../time/format-time.ts';
import { writeUploads } from '../../uploads/write-uploads.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

const ARGUMENTS = {
  item: required(text(), { fr: 'identifiant de l’item', en: 'the item’s identifier' }),
} as const;
const SHARED = {
  sequence: optional(text(), {
    fr: 'sa séquence, s’il est dans plusieurs',
    en: 'its sequence, if it is in several',
  }),
  apply: flag({ fr: 'le faire ; sinon, montrer seulement', en: 'do it; else only show' }),
  reason: optional(text(), {
    fr: 'pourquoi (journal ; ne nomme personne)',
    en: 'why (journal; names nobody)',
  }),
} as const;

export const filesVerb = campaignVerb({
  name: 'files',
  roles: ['agent'],
  summary: {
    fr: 'écrit les fichiers envoyés ou dessinés par les élèves en réponse à un item ; à deux quand des rôles sont donnés',
    en: 'writes the files that pupils sent or drew as answers to an item; by two persons once roles are given',
  },
  arguments: ARGUMENTS,
  options: { out: required(folderToWrite(), { fr: 'le dossier où écrire', en: 'the folder to write into' }) },
  about: {
    fr: 'À deux, quelqu’un d’autre approuve d’abord : « cloison roles approve read-sitting --subject CAMPAGNE/files/ITEM ».\nLes fichiers viennent de navigateurs d’élèves : regardez-les sur un poste à jour, et effacez-les après.',
    en: 'By two, somebody else approves first: “cloison roles approve read-sitting --subject CAMPAIGN/files/ITEM”.\nThe files come from pupils’ browsers: look at them on an updated machine, and erase them afterwards.',
  },
  examples: ['cloison items files fr-affiche --out affiches'],
  run: async (session, { item, out }) => {
    const written = writeUploads(await session.campaign(), item, out);
    session.print(
      session.say(
        {
          fr: '{files} fichier(s), {bytes} octet(s), dans {out}',
          en: '{files} file(s), {bytes} byte(s), in {out}',
        },
        { ...written, out },
      ),
    );
    return { ...written, out };
  },
});

export const showVerb = campaignVerb({
  name: 'show',
  roles: ['agent', 'statistician'],
  summary: {
    fr: 'montre les items retirés ou corrigés depuis la création',
    en: 'shows items withdrawn or corrected since the campaign was created',
  },
  examples: ['cloison items show', 'cloison items show --json'],
  run: async (session) => {
    const campaign = await session.campaign();
    const changes = itemChangesOf(campaign);
    if (changes.length === 0)
      session.print(
        session.say({
          fr: 'Aucun item n’a été retiré ni corrigé.',
          en: 'No item was withdrawn or corrected.',
        }),
      );
    for (const { number, at, who, change, reason, issuedAt } of changes) {
      const what = session.say(whatWords(change));
      const issued =
        issuedAt === null
          ? session.say({ fr: 'pas encore restitué', en: 'not in reports yet' })
          : `${session.say({ fr: 'restitué depuis le', en: 'in reports since' })} ${sayIso(issuedAt)[session.lang]}`;
      session.print(
        `${number}. ${sayIso(at)[session.lang]} · ${who} · ${change.sequence}/${change.item} ${what} · ${reason} · ${issued}`,
      );
    }
    return { campaign: campaign.name, changes };
  },
});

function whatWords(change: ItemChange): { readonly fr: string; readonly en: string } {
  switch (change.kind) {
    case 'correct':
      return { fr: 'corrigé', en: 'corrected' };
    case 'restore':
      return { fr: `rétabli (annule ${change.restored})`, en: `restored (takes back ${change.restored})` };
    case 'withdraw':
      return change.credit === 'all'
        ? { fr: 'retiré, points à tous', en: 'withdrawn, points to all' }
        : { fr: 'retiré, ne compte pas', en: 'withdrawn, counts for nobody' };
  }
}

export const withdrawVerb = campaignVerb({
  name: 'withdraw',
  roles: ['statistician'],
  summary: {
    fr: 'retire un item fautif ; montre d’abord ce qui changerait ; les restitutions sont rééditées',
    en: 'withdraws a faulty item; shows first what would change; reports are issued again',
  },
  arguments: ARGUMENTS,
  options: {
    ...SHARED,
    credit: withDefault(choice(CREDITS), 'all', {
      fr: 'ses points : à tous ceux qui l’ont eu, ou à personne',
      en: 'its points: to all who had it, or to nobody',
    }),
  },
  rules: [needs('apply', 'reason')],
  examples: [
    'cloison items withdraw ma-nombres-3',
    'cloison items withdraw ma-nombres-3 --apply --reason "deux bonnes réponses"',
    'cloison items withdraw ma-nombres-3 --credit none',
  ],
  run: async (session, { item, sequence, credit, apply, reason = '' }) => {
    if (apply) checkReason(reason);
    const campaign = await session.campaign();
    return change(session, withdrawal(campaign, item, credit, sequence), apply ? reason : null);
  },
});

export const correctVerb = campaignVerb({
  name: 'correct',
  roles: ['statistician'],
  summary: {
    fr: 'corrige la clé d’un item ; montre d’abord ce qui changerait ; les restitutions sont rééditées',
    en: 'corrects the key of an item; shows first what would change; reports are issued again',
  },
  arguments: ARGUMENTS,
  options: {
    ...SHARED,
    file: required(file({ mostMegabytes: 16 }), {
      fr: 'le fichier de l’item (QTI), avec une autre clé et la même question',
      en: 'the item’s file (QTI), with another key and the same question',
    }),
  },
  rules: [needs('apply', 'reason')],
  examples: [
    'cloison items correct ma-nombres-3 --file ma-nombres-3.xml',
    'cloison items correct ma-nombres-3 --file ma-nombres-3.xml --apply --reason "clé B et non A"',
  ],
  run: async (session, { item, sequence, file: path, apply, reason = '' }) => {
    if (apply) checkReason(reason);
    const campaign = await session.campaign();
    const bytes = new Uint8Array(readFileSync(path));
    try {
      return await change(session, correction(campaign, item, bytes, sequence), apply ? reason : null);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'items-file')
        session.note(
          renderProblems(
            (error.data.problems as readonly QtiProblem[]).map((problem) => fromQti(problem, null)),
            session.lang,
          ),
        );
      throw error;
    }
  },
});

export const restoreVerb = campaignVerb({
  name: 'restore',
  roles: ['statistician'],
  summary: {
    fr: 'annule le dernier retrait ou la dernière correction d’un item ; montre d’abord ce qui changerait ; les restitutions sont rééditées',
    en: 'takes back the last withdrawal or correction of an item; shows first what would change; reports are issued again',
  },
  arguments: ARGUMENTS,
  options: SHARED,
  rules: [needs('apply', 'reason')],
  examples: [
    'cloison items restore ma-nombres-3',
    'cloison items restore ma-nombres-3 --apply --reason "l’item était juste"',
  ],
  run: async (session, { item, sequence, apply, reason = '' }) => {
    if (apply) checkReason(reason);
    const campaign = await session.campaign();
    return change(session, restoration(campaign, item, sequence), apply ? reason : null);
  },
});

/** Shows what would change; makes the change when there is a reason. */
async function change(session: Session, wanted: WantedChange, reason: string | null) {
  const campaign = await session.campaign();
  const bar = session.progress(session.say({ fr: 'lecture', en: 'reading' }), 0);
  let read = 0;
  const preview = previewItemChange(campaign, wanted, {
    signal: session.signal,
    onRow: () => bar.update(++read),
  });
  bar.stop();
  show(session, wanted, preview);
  const applied = reason === null ? null : applyItemChange(campaign, wanted, reason);
  session.print(
    session.say(
      reason === null
        ? {
            fr: 'Rien n’a changé. Pour le faire : --apply --reason "…".',
            en: 'Nothing has changed. To do it: --apply --reason "…".',
          }
        : applied === null
          ? { fr: 'C’était fait déjà : rien n’a changé.', en: 'It was done already: nothing has changed.' }
          : {
              fr: 'Fait. « cloison campaign serve » recalcule les scores à partir des enregistrements scellés, réédite les restitutions et les envoie.',
              en: 'Done. “cloison campaign serve” scores the sealed records again, issues the reports again and sends them.',
            },
    ),
  );
  return { campaign: campaign.name, preview, applied };
}

function show(session: Session, { title }: WantedChange, preview: ItemChangePreview): void {
  const { lang } = session;
  session.print(
    session.say(
      {
        fr: '{sequence}/{item} « {title} » : {given} élève(s) l’{given|a|ont} eu ; les points de {changed} changent ({gain} {gain|gagne|gagnent}, {lose} {lose|perd|perdent}) ; maximum {maxBefore} → {maxAfter}.',
        en: '{sequence}/{item} “{title}”: {given} pupil(s) had it; the points of {changed} change ({gain} {gain|gains|gain}, {lose} {lose|loses|lose}); maximum {maxBefore} → {maxAfter}.',
      },
      {
        ...{ sequence: preview.sequence, item: preview.item, title, given: preview.given },
        ...{ changed: preview.changed, gain: preview.gain, lose: preview.lose },
        ...{ maxBefore: preview.maxBefore, maxAfter: preview.maxAfter },
      },
    ),
  );
  const { domain } = preview;
  if (domain === null) return;
  const fr = lang === 'fr';
  const mean = (value: number | null) => (value === null ? null : decimal(value, lang, 2));
  const { groupsBefore: was, groupsAfter: is } = domain;
  session.print(
    alignedTable(
      lang,
      fr
        ? [`domaine ${domain.id}`, 'élèves', 'score moyen', 'à besoins', 'fragiles', 'satisfaisants']
        : [`domain ${domain.id}`, 'pupils', 'mean score', 'needs', 'fragile', 'satisfactory'],
      [
        [
          fr ? 'avant' : 'before',
          domain.pupils,
          mean(domain.meanBefore),
          was.needs,
          was.fragile,
          was.satisfactory,
        ],
        [
          fr ? 'après' : 'after',
          domain.pupils,
          mean(domain.meanAfter),
          is.needs,
          is.fragile,
          is.satisfactory,
        ],
      ],
    ),
  );
  session.print(
    session.say(
      {
        fr: '{moved} élève(s) {moved|change|changent} de groupe.',
        en: '{moved} pupil(s) {moved|changes|change} group.',
      },
      { moved: domain.moved },
    ),
  );
}
