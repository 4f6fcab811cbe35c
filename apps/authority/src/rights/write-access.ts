/** The answer to an access request: what is held, as JSON and as a PDF that a family reads. Both are personal: for the family alone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fill } from '@cloison/command/refusal';
import { writeWhole } from '@cloison/durable-files';
import PDFDocument from 'pdfkit';
import { frenchSpaces, printable, registerFonts } from '../print/fonts.ts';
import type { HeldAboutPupil } from './held-about-pupil.ts';

const STATES = {
  notBegun: 'pas commencée',
  begun: 'commencée',
  complete: 'terminée',
  absent: 'absent ou non concerné',
} as const satisfies Record<HeldAboutPupil['sittings'][number]['state'], string>;
const GROUPS: Readonly<Record<string, string>> = {
  needs: 'à besoins',
  fragile: 'fragile',
  satisfactory: 'satisfaisant',
};

/** Paths of the two files, named by the order number. */
export async function writeAccess(held: HeldAboutPupil, folder: string): Promise<readonly [string, string]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const base = join(folder, `acces-${held.orderNumber}`);
  const pdf = await accessPaper(held);
  writeWhole(`${base}.json`, `${JSON.stringify(held, null, 2)}\n`, { mode: 0o600 });
  writeWhole(`${base}.pdf`, pdf, { mode: 0o600 });
  return [`${base}.json`, `${base}.pdf`];
}

async function accessPaper(held: HeldAboutPupil): Promise<Uint8Array> {
  const doc = new PDFDocument({
    ...{ size: 'A4', margin: 56, lang: 'fr', tagged: true, displayTitle: true },
    info: { Title: `Informations détenues, ${held.campaign}` },
  });
  registerFonts(doc);
  const bytes = buffer(doc);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const write = (tag: 'H1' | 'H2' | 'P', text: string) =>
    root.add(
      doc.struct(tag, {}, () => {
        doc.font(tag === 'P' ? 'text' : 'strong').fontSize(tag === 'H1' ? 18 : tag === 'H2' ? 13 : 11);
        if (tag !== 'P') doc.moveDown(tag === 'H1' ? 0 : 0.6);
        doc.text(printable(frenchSpaces(text)));
      }),
    );
  for (const [tag, text] of linesOf(held)) write(tag, text);
  root.end();
  doc.end();
  return bytes;
}

function linesOf(held: HeldAboutPupil): readonly (readonly ['H1' | 'H2' | 'P', string])[] {
  const { identity, school } = held;
  return [
    ['H1', 'Ce que le service statistique détient sur votre enfant'],
    ['P', `Campagne ${held.campaign}. Lu le ${held.readAt.slice(0, 10)}.`],
    ['H2', 'Identité'],
    ['P', `Nom : ${identity.lastName}. Prénom : ${identity.firstName}.`],
    ['P', `Né ou née le ${identity.birthDate}. Sexe : ${identity.sex}. INE : ${identity.ine}.`],
    ['P', `Aménagements : ${identity.accommodations.join(', ') || 'aucun'}.`],
    ['P', `École : ${school.name}, ${school.town} (${school.uai}). Classe : ${held.class.label}.`],
    ['P', `Numéro d’ordre, le seul que l’hébergeur connaisse : ${held.orderNumber}.`],
    ['H2', 'Passations'],
    ...held.sittings.map((sitting) => ['P', saySitting(sitting)] as const),
    ['H2', 'Résultats'],
    ...(held.domains.length === 0
      ? [['P', 'Aucun résultat.'] as const]
      : held.domains.map(
          ({ title, score, group }) =>
            ['P', `${title.fr} : ${score}, groupe « ${GROUPS[group] ?? group} ».`] as const,
        )),
    ['P', 'Chaque réponse, avec ce qu’elle a valu, est dans le fichier joint (JSON).'],
    ['H2', 'Qui le détient, et jusqu’à quand'],
    [
      'P',
      'Le service statistique, sous clé, jusqu’à la fermeture de la campagne ; les enseignants et la direction lisent les résultats pendant la période de restitution. L’hébergeur garde des enveloppes qu’il ne peut pas ouvrir.',
    ],
    ...(held.cohort === null ? [] : [['P', sayCohort(held.cohort)] as const]),
    [
      'P',
      held.objectionAt === null
        ? 'Aucune opposition n’est enregistrée.'
        : `Opposition enregistrée le ${held.objectionAt.slice(0, 10)} : ces réponses ne vont pas dans le fichier de recherche.`,
    ],
  ];
}

const MARKED = {
  none: 'Aucune marque n’est encore gardée pour votre enfant.',
  first:
    'Une première marque, tirée de son INE, est gardée pour votre enfant ; elle ne dit rien sans la seconde clé.',
  both: 'Un identifiant tiré de son INE par deux clés, que deux personnes détiennent séparément, est gardé pour votre enfant.',
} as const satisfies Record<NonNullable<HeldAboutPupil['cohort']>['marked'], string>;

function sayCohort({ name, until, marked }: NonNullable<HeldAboutPupil['cohort']>): string {
  return `Cette campagne suit une cohorte (${name}) : ses résultats se relient, sans nom, à ceux d’autres campagnes, jusqu’au ${until} au plus tard. ${MARKED[marked]} Si vous vous opposez, la marque est effacée et les résultats de votre enfant ne sont pas reliés.`;
}

function saySitting({
  title,
  state,
  items,
  notSitting,
  secondKeying,
}: HeldAboutPupil['sittings'][number]): string {
  const answers = Object.keys(items).length;
  const kept = fill(
    '{title} : {state}, {answers} réponse(s) gardée(s)',
    { title: title.fr, state: STATES[state], answers },
    'fr',
  );
  const declared = notSitting === null ? '' : ` ; déclaré ne pas passer (${notSitting})`;
  const second =
    secondKeying === null
      ? ''
      : fill(
          ' ; cahier saisi une seconde fois pour contrôle, {cells} réponse(s) comparée(s), {differing} différente(s)',
          { ...secondKeying },
          'fr',
        );
  return `${kept}${declared}${second}.`;
}
