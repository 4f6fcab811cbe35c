/** `cloison areas`: areas of inspectors and rectorates, declared and derived. */
import { alignedTable, apart, choice, file, flag, repeated, required, text } from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { assignAreas } from '../../codes/assign-areas.ts';
import { mintCodes } from '../../codes/mint.ts';
import { revokeStaff } from '../../codes/revoke.ts';
import { ROLES } from '../../roles/roles.ts';
import { type AreaImport, importAreas } from '../../territories/import-areas.ts';
import { refuseAreas } from '../../territories/refusals.ts';
import { areasOf } from '../../territories/territories.ts';
import type { TerritoryKind } from '../../vault/rows.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

export const importVerb = campaignVerb({
  name: 'import',
  roles: ['agent'],
  summary: {
    fr: 'déclare les circonscriptions et autres territoires (CSV) : tout le fichier, ou rien s’il y a un problème',
    en: 'declares circonscriptions and other areas (CSV): the whole file, or nothing if there is a problem',
  },
  about: {
    fr: `Une ligne par école de chaque territoire. « type » : region, academie, departement, circonscription, autre. Des territoires peuvent se
recouvrir, et le fichier peut être celui de tout le pays : les écoles hors de la campagne ne comptent pas. Le fichier remplace le précédent.
Départements, académies et régions académiques existent sans être déclarés.`,
    en: `A line for each school of each area. “type”: region, academie, departement, circonscription, autre. Areas may overlap, and the file may
be that of the whole country: schools that are not of the campaign do not count. The file replaces the one before.
Départements, académies and academic regions exist without being declared.`,
  },
  options: {
    file: required(file(), { fr: 'territoire,type,nom,uai', en: 'territoire,type,nom,uai' }),
    dryRun: flag({ fr: 'vérifie et compte, sans rien changer', en: 'checks and counts, changes nothing' }),
  },
  examples: [
    'cloison areas import --file circonscriptions.csv --dry-run',
    'cloison areas import --file circonscriptions.csv',
  ],
  run: async (session, options) => {
    const campaign = await session.campaign();
    try {
      const done = await importAreas(campaign, options);
      report(session, done, options.dryRun);
      return { ...done };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'areas-invalid') throw error;
      const list = error.data.list as readonly Problem[];
      session.note(renderProblems(list, session.lang));
      const count = error.data.count as number;
      throw refuseAreas('areas-invalid', { count }, { problems: problemsAsData(list, session.lang) });
    }
  },
});

function report(session: Session, done: AreaImport, dryRun: boolean): void {
  const what = dryRun
    ? { fr: 'Essai, rien n’est changé.', en: 'Dry run, nothing is changed.' }
    : done.applied
      ? { fr: 'Déclarés.', en: 'Declared.' }
      : { fr: 'Rien de nouveau.', en: 'Nothing new.' };
  session.print(
    session.say(
      {
        fr: `${what.fr} {areas} territoire(s) : nouveaux {added} · changés {changed} · inchangés {unchanged} ; {elsewhere} ligne(s) d’écoles hors de la campagne.`,
        en: `${what.en} {areas} area(s): new {added} · changed {changed} · unchanged {unchanged}; {elsewhere} line(s) of schools that are not of the campaign.`,
      },
      {
        areas: done.areas,
        added: done.added,
        changed: done.changed,
        unchanged: done.unchanged,
        elsewhere: done.elsewhere,
      },
    ),
  );
  if (done.empty.length > 0) {
    session.print(
      session.say(
        { fr: '  sans école de la campagne : {list}', en: '  without a school of the campaign: {list}' },
        { list: done.empty.slice(0, 20).join(', ') },
      ),
    );
  }
}

const KINDS = {
  region: { fr: 'région', en: 'region' },
  academie: { fr: 'académie', en: 'académie' },
  departement: { fr: 'département', en: 'département' },
  circonscription: { fr: 'circonscription', en: 'circonscription' },
  other: { fr: 'autre', en: 'other' },
} as const satisfies Record<TerritoryKind, { readonly fr: string; readonly en: string }>;

export const listVerb = campaignVerb({
  name: 'list',
  roles: ROLES,
  summary: {
    fr: 'les territoires : déclarés, et ceux qui viennent du fichier des écoles',
    en: 'areas: declared, and those that follow from the schools’ file',
  },
  examples: ['cloison areas list', 'cloison areas list --json'],
  run: async (session) => {
    const vault = session.vaultToRead();
    const areas = areasOf({ vault, name: chooseCampaign(vault, session.campaignName) }).map(
      ({ code, kind, label, declared, schools }) => ({
        ...{ code, kind, label, declared },
        schools: schools.length,
      }),
    );
    const fr = session.lang === 'fr';
    session.print(
      alignedTable(
        session.lang,
        fr ? ['territoire', 'type', 'nom', 'écoles'] : ['area', 'kind', 'name', 'schools'],
        areas.map(({ code, kind, label, schools }) => [code, KINDS[kind][session.lang], label, schools]),
      ),
    );
    return { areas };
  },
});

export const assignVerb = campaignVerb({
  name: 'assign',
  roles: ['agent'],
  summary: {
    fr: 'donne un code aux territoires qui n’en ont pas ; sans option, à tous ceux qui ont été déclarés',
    en: 'gives a code to areas that have none; without an option, to all that were declared',
  },
  options: {
    area: repeated(text(), {
      fr: 'ce territoire ; plusieurs fois s’il le faut',
      en: 'this area; more than once if need be',
    }),
    kind: repeated(choice(['region', 'academie', 'departement', 'circonscription', 'other']), {
      fr: 'tous ceux de ce type ; plusieurs fois s’il le faut',
      en: 'all of this kind; more than once if need be',
    }),
  },
  rules: [apart('area', 'kind')],
  examples: [
    'cloison areas assign',
    'cloison areas assign --kind academie --kind departement',
    'cloison areas assign --area dep-75',
  ],
  run: async (session, { area, kind }) => {
    const done = await assignAreas(await session.campaign(), {
      ...(area.length === 0 ? {} : { areas: area }),
      ...(kind.length === 0 ? {} : { kinds: kind }),
      signal: session.signal,
    });
    session.print(
      session.say(
        {
          fr: '{count} territoire(s) {count|a|ont} reçu un code, {unchanged} en {unchanged|avait|avaient} un. Les lettres : « cloison letters print --areas » ; la prochaine publication ouvre les codes.',
          en: '{count} area(s) got a code, {unchanged} had one. Their letters: “cloison letters print --areas”; the next publication opens the codes.',
        },
        { count: done.assigned.length, unchanged: done.unchanged },
      ),
    );
    return { ...done };
  },
});

export const revokeVerb = campaignVerb({
  name: 'revoke',
  roles: ['agent', 'support'],
  summary: {
    fr: 'révoque le code d’un territoire, perdu ou vu, et en prépare un autre',
    en: 'revokes the code of an area, lost or seen, and prepares another',
  },
  options: { area: required(text(), { fr: 'le territoire', en: 'the area' }) },
  examples: ['cloison areas revoke --area dep-75'],
  run: async (session, { area }) => {
    const campaign = await session.campaign();
    await mintCodes(campaign, { stock: { staff: 1 } });
    const done = await revokeStaff(campaign, { role: 'inspector', area });
    session.print(
      session.say({
        fr: 'Code révoqué, un autre est prêt. La prochaine publication ferme l’ancien et ouvre le nouveau ; la lettre : « cloison letters print --areas ».',
        en: 'Code revoked, another is ready. The next publication closes the old one and opens the new; the letter: “cloison letters print --areas”.',
      }),
    );
    return { ...done };
  },
});
