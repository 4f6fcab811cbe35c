/** `cloison campaign double-entry`: how far two keyings of a booklet agree. */
import { alignedTable, fileToWrite, optional } from '@cloison/command';
import { writeWhole } from '@cloison/durable-files';
import { decimalText } from '@cloison/study-files';
import { classAgreements, nationalAgreement } from '../../desk/double-entries.ts';
import { csvLine } from '../../files/csv-line.ts';
import { classLevel } from '../../roster/class-levels.ts';
import { campaignVerb } from '../frame/authority-frame.ts';

export const doubleEntryVerb = campaignVerb({
  name: 'double-entry',
  roles: ['agent', 'statistician'],
  summary: {
    fr: 'accord des deux saisies des cahiers tirés au sort, pour le pays et par classe',
    en: 'agreement of both keyings of the booklets that were drawn, for the country and by class',
  },
  about: {
    fr: `« doubleEntry » de campaign.yaml dit combien de cahiers sont saisis deux fois. L’accord est la part des cases où les deux saisies
disent la même chose, avant que le cahier les départage. Avec --out, un CSV en donne une ligne par classe et séquence.`,
    en: `“doubleEntry” of campaign.yaml says how many booklets are keyed twice. Agreement is the share of the cells on which both keyings
say the same, before the booklet settles them. With --out, a CSV has a line for each class and sequence.`,
  },
  options: {
    out: optional(fileToWrite(), {
      fr: 'écrire aussi le tableau par classe',
      en: 'also write the table by class',
    }),
  },
  examples: ['cloison campaign double-entry', 'cloison campaign double-entry --out double-saisie.csv'],
  run: async (session, { out }) => {
    const campaign = await session.campaign();
    const national = nationalAgreement(campaign);
    const fr = session.lang === 'fr';
    const percent = (share: number | null) =>
      share === null ? '–' : `${decimalText(100 * share, session.lang, 2)}${fr ? '\u202f' : ''}%`;
    session.print(
      national.length === 0
        ? session.say({ fr: 'Aucun cahier n’a encore été comparé.', en: 'No booklet has been compared yet.' })
        : alignedTable(
            session.lang,
            fr
              ? ['niveau', 'séquence', 'cahiers', 'cases', 'différentes', 'accord']
              : ['level', 'sequence', 'booklets', 'cells', 'differing', 'agreement'],
            national.map(({ level, sequence, booklets, cells, differing, agreement }) => [
              level,
              sequence,
              booklets,
              cells,
              differing,
              percent(agreement),
            ]),
          ),
    );
    const classes = classAgreements(campaign);
    if (out !== undefined) {
      const head = ['uai', 'classe', 'niveau', 'sequence', 'cahiers', 'cases', 'differentes', 'accord'];
      const rows = classes.map(
        ({ uai, classLevel: id, level, sequence, booklets, cells, differing, agreement }) =>
          csvLine([
            uai,
            classLevel(campaign, id).label,
            level,
            sequence,
            booklets,
            cells,
            differing,
            agreement,
          ]),
      );
      writeWhole(out, [csvLine(head), ...rows].join(''));
    }
    return { campaign: campaign.name, national, classes: classes.length, out: out ?? null };
  },
});
